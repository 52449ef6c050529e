// The audit log: who did what, and when. Lines are appended and kept for ever; no call changes or deletes
// one.
//
// Use it through `ledger::audit()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. Add a line in the same transaction as the change that it describes: see
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
  // The last `max` lines, the most recently added first.
  virtual result<std::vector<audit_line>> newest(int max) = 0;
};

}  // namespace bangtin::scheduler::ledger
