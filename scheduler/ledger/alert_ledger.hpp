// What the alerts remember across a restart, as one text (scheduler/alerts/alert_memory.hpp).
//
// Use it through `ledger::alerts()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"

namespace bangtin::scheduler::ledger {

class alert_ledger {
 public:
  virtual ~alert_ledger() = default;

  // Empty before the first `put`.
  virtual result<std::optional<std::string>> memory() = 0;
  virtual result<void> put(const std::string& memory) = 0;
};

}  // namespace bangtin::scheduler::ledger
