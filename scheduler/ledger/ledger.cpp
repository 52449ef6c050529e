#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::ledger {

result<void> ledger::with_audit(const audit_line& line, const std::function<result<void>()>& change) {
  return transaction([&]() -> result<void> {
    if (result<void> done = change(); !done) return done;
    return audit().add(line);
  });
}

}  // namespace bangtin::scheduler::ledger
