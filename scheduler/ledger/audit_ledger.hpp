// The audit log: who did what, and when, and who was refused. Lines are appended and kept for ever; no call
// changes or deletes one. Each line has a number without gaps and the hash of the chain up to it
// (audit_chain.hpp, docs/formats.md), so that a changed or missing line is found.
//
// Use it through `ledger::audit()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. Add a line in the same transaction as the change that it describes: see
// `ledger::with_audit`.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

namespace bangtin::scheduler::ledger {

enum class audit_outcome { done, refused };
std::string_view to_string(audit_outcome o);

struct audit_line {
  utc_ms at{};
  std::string who;          // "uid 1000 (name)", "user NAME", a screen's name, an address, or "bangtind"
  std::string what;         // one English sentence
  std::string object = {};  // what it is about: a name, a file, a version; empty: the site
  audit_outcome outcome = audit_outcome::done;
  bool operator==(const audit_line&) const = default;
};

// A line as it is kept.
struct chained_line {
  std::int64_t number = 0;  // from 1
  audit_line line;
  digest hash;
  bool operator==(const chained_line&) const = default;
};

// What was added last. Kept apart from the lines, so that lines missing at the end are found too.
struct audit_tip {
  std::int64_t number = 0;  // 0: nothing was added yet
  digest hash;
  bool operator==(const audit_tip&) const = default;
};

// Which lines are asked for. All conditions hold together.
struct audit_question {
  utc_ms from = utc_ms::min(), to = utc_ms::max();                // [from, to)
  std::string who{}, object{};                                    // parts of these fields; empty: any
  std::int64_t below = std::numeric_limits<std::int64_t>::max();  // only lines with smaller numbers
  int max = 1000;
};

class audit_ledger {
 public:
  virtual ~audit_ledger() = default;

  virtual result<void> add(const audit_line& line) = 0;
  // The last `max` lines, the most recently added first.
  virtual result<std::vector<audit_line>> newest(int max) = 0;
  // The most recently added first.
  virtual result<std::vector<chained_line>> find(const audit_question& q) = 0;
  // The first `max` lines with numbers greater than `number`, ascending.
  virtual result<std::vector<chained_line>> after(std::int64_t number, int max) = 0;
  virtual result<audit_tip> tip() = 0;
};

}  // namespace bangtin::scheduler::ledger
