#include "scheduler/ledger/audit_chain.hpp"

#include <boost/json/object.hpp>

#include "base/json.hpp"

namespace bangtin::scheduler::ledger {

std::string_view to_string(audit_outcome o) {
  return o == audit_outcome::done ? "done" : "refused";
}

digest first_audit_hash() {
  return sha256("bangtin-audit-1\n");
}

digest next_audit_hash(const digest& before, std::int64_t number, const audit_line& line) {
  hasher h;
  h.update(before.value);
  h.update(canonical(json::object{{"at", to_unix_ms(line.at)},
                                  {"number", number},
                                  {"object", line.object},
                                  {"outcome", to_string(line.outcome)},
                                  {"what", line.what},
                                  {"who", line.who}}));
  h.update("\n");
  return h.finish();
}

}  // namespace bangtin::scheduler::ledger
