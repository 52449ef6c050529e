#include "scheduler/api/month_counts.hpp"

#include <algorithm>

#include "evidence/rules/play_rules.hpp"
#include "scheduler/api/offered_programme.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::report::shortfall_row;
using std::chrono::local_days;

local_days first_of(std::chrono::year_month month) {
  return local_days{month / std::chrono::day(1)};
}

}  // namespace

result<std::vector<shortfall_row>> shortfalls_between(ledger::ledger& l, local_days from, local_days to) {
  auto reasons = l.plays().reasons(from, to);
  if (!reasons) return reasons.error();
  result<std::int64_t> not_ended = l.plays().not_ended(from, to);
  if (!not_ended) return not_ended.error();
  std::vector<shortfall_row> rows;
  for (ledger::reason_count& r : *reasons) {
    rows.push_back({std::move(r.reason), r.partial, r.failed, r.uncounted});
    if (rows.back().reason != evidence::rules::reason::open) continue;
    const std::int64_t waiting = std::min(*not_ended, rows.back().uncounted);
    rows.back().uncounted -= waiting;
    rows.push_back({"not-ended", 0, 0, waiting});
  }
  auto total = [](const shortfall_row& r) { return r.partial + r.failed + r.uncounted; };
  std::erase_if(rows, [&](const shortfall_row& r) { return total(r) == 0; });
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return total(a) > total(b); });
  return rows;
}

result<month_counts> count_month(ledger::ledger& l, std::chrono::year_month month) {
  month_counts counts;
  local_days from = first_of(month);
  local_days to = first_of(month + std::chrono::months(1));
  auto rows = l.plays().counts(
      from, to, {"month", "day", "screen", "venue", "task", "theme", "campaign", "media", "title"});
  if (!rows) return rows.error();
  counts.rows = std::move(*rows);
  auto shortfalls = shortfalls_between(l, from, to);
  if (!shortfalls) return shortfalls.error();
  counts.shortfalls = std::move(*shortfalls);
  return counts;
}

result<std::vector<std::string>> published_programmes(ledger::ledger& l) {
  result<std::vector<ledger::published_row>> rows = l.programmes().published();
  if (!rows) return rows.error();
  std::vector<std::string> all;
  for (const ledger::published_row& row : *rows) {
    result<std::optional<std::string>> text = l.programmes().json_of(row.version);
    if (!text) return text.error();
    if (*text) all.push_back(std::move(**text));
  }
  return all;
}

result<std::map<std::string, std::string>> screen_titles_in(const std::vector<std::string>& programmes) {
  std::map<std::string, std::string> titles;
  for (const std::string& text : programmes) {
    result<std::shared_ptr<const events::published_programme>> p = prepare(text);
    if (!p) return p.error();
    for (const playlists::programme::screen& s : (*p)->value->screens) {
      if (!s.title.empty()) titles.emplace(s.name, s.title);
    }
  }
  return titles;
}

}  // namespace bangtin::scheduler::api
