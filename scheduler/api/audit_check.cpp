#include "scheduler/api/audit_check.hpp"

namespace bangtin::scheduler::api {

result<bool> audit_check::next_piece(ledger::ledger& l) {
  result<std::vector<ledger::chained_line>> lines = l.audit().after(checked_.number, lines_per_piece);
  if (!lines) return lines.error();
  for (const ledger::chained_line& line : *lines) {
    const std::int64_t number = checked_.number + 1;
    if (line.number != number) {
      fault_ = msg("line {} of the audit log is missing", number);
      return false;
    }
    checked_ = {number, ledger::next_audit_hash(checked_.hash, number, line.line)};
    if (checked_.hash == line.hash) continue;
    fault_ = msg("line {} of the audit log was changed after it was written", number);
    return false;
  }
  if (std::ssize(*lines) == lines_per_piece) return true;
  result<ledger::audit_tip> tip = l.audit().tip();
  if (!tip) return tip.error();
  if (*tip == checked_) return false;
  fault_ = msg("the audit log ends with line {}, and line {} was the last that was written", checked_.number,
               tip->number);
  return false;
}

}  // namespace bangtin::scheduler::api
