// A kind does not include the object: an attacker could choose as many objects as he likes.
#include "scheduler/auth/refusal_log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bangtin::scheduler::auth {

void refusal_log::note(const time_reading& now, const std::string& who, const std::string& what,
                       const std::string& object, int status) {
  kind k{who, what, status};
  const bool is_new = !counts_.contains(k);
  if (is_new && counts_.size() >= max_kinds) {
    std::erase_if(
        counts_, [&](const auto& c) { return c.second.untold == 0 && now.mono - c.second.told_at >= quiet; });
  }
  if (is_new && counts_.size() >= max_kinds) k = {"many", "requests", 0};
  count& c = counts_[k];
  if (c.untold++ == 0) {
    c.first = now.utc;
    c.object = std::get<2>(k) == 0 ? "" : object;
  }
  c.last = now.utc;
}

bool refusal_log::is_due(const time_reading& now) const {
  return std::ranges::any_of(counts_, [&](const auto& c) { return c.second.is_due(now.mono); });
}

std::vector<ledger::audit_line> refusal_log::take(const time_reading& now, bool all) {
  std::vector<ledger::audit_line> lines;
  for (auto& [k, c] : counts_) {
    if (!(all ? c.untold > 0 : c.is_due(now.mono))) continue;
    lines.push_back(line_of(k, c));
    c.untold = 0;
    c.was_told = true;
    c.told_at = now.mono;
  }
  std::ranges::stable_sort(lines, {}, &ledger::audit_line::at);
  return lines;
}

ledger::audit_line refusal_log::line_of(const kind& k, const count& c) {
  const auto& [who, what, status] = k;
  std::string sentence = what + " refused";
  if (status != 0) sentence += fmt::format(" with {}", status);
  if (c.untold > 1) sentence += fmt::format(", {} times until {}", c.untold, to_rfc3339_utc(c.last));
  return {c.first, who, sentence, c.object, ledger::audit_outcome::refused};
}

}  // namespace bangtin::scheduler::auth
