// The head at a section's end vouches for all of its records, and through the first link for all before them:
// so a section need not begin at a head that was verified.
#include "scheduler/api/export_check.hpp"

#include <algorithm>

namespace bangtin::scheduler::api {

bool export_check::holds(const export_part& part, const export_section& s) {
  if (section_ != part.section) {
    section_ = part.section;
    done_ = {{s.begin.log, s.begin.first - 1, s.begin.before}, s.begin.first - 1};
    receipts_ = {0, 1};
  }
  const ledger::raw_log log{s.begin.log, s.begin.screen, s.begin.key.hex(), 0, {}};
  if (verify_part(log, daemon_, export_.all_daemon_keys(), part.records, part.receipts, done_)) return false;
  receipts_.receipts += std::ssize(part.receipts);
  for (const ledger::raw_receipt& r : part.receipts) {
    receipts_.newest_rules = std::max(receipts_.newest_rules, static_cast<int>(r.rules));
  }
  if (done_.tip.seq < s.last) return true;
  // The plan has read the head and the number of receipts before.
  if (done_.tip != s.tip || done_.vouched != s.last || receipts_ != s.receipts) return false;
  const ledger::raw_receipt& last = part.receipts.back();
  return last.head == s.head.text && last.head_signature == s.head.signature.hex();
}

std::optional<damaged_section> export_check::verify(std::span<const export_part> parts) {
  for (const export_part& part : parts) {
    const export_section& s = export_.sections()[part.section];
    if (!holds(part, s)) return damaged_section{s.begin.log, s.begin.first, s.last};
  }
  return std::nullopt;
}

}  // namespace bangtin::scheduler::api
