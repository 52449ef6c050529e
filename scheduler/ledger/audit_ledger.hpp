// The audit: who did what, and when. Lines are appended and kept for ever; no call changes or deletes one.
//
// Reached through `ledger::audit()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. A line belongs into the transaction of the change that it tells about: see
// `ledger::with_audit`.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::ledger {

struct audit_line {
  utc_ms at{};
  std::string who;   // "uid 1000 (name)", or a screen's name
  std::string what;  // one English sentence
  bool operator==(const audit_line&) const = default;
};

class audit_ledger {
 public:
  virtual ~audit_ledger() = default;

  virtual result<void> add(const audit_line& line) = 0;
  // The newest lines in the order opposite to that of their adding, at most `max`.
  virtual result<std::vector<audit_line>> newest(int max) = 0;
};

}  // namespace bangtin::scheduler::ledger
