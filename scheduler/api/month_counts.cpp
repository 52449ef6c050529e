#include "scheduler/api/month_counts.hpp"

#include "scheduler/api/plays.hpp"
#include "scheduler/api/programme.hpp"

namespace bangtin::scheduler::api {

namespace {

std::vector<std::string> report_columns() {
  return {"month", "day", "screen", "venue", "task", "theme", "campaign", "media", "title"};
}

// Newest version first.
result<std::vector<std::string>> published(ledger::ledger& l) {
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

// As the newest programme with the screen has them.
result<std::map<std::string, std::string>> screen_titles_in(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> titles;
  for (const std::string& text : texts) {
    result<std::shared_ptr<const events::published_programme>> p = prepare(text);
    if (!p) return p.error();
    for (const playlists::programme::screen& s : (*p)->value->screens) {
      if (!s.title.empty()) titles.emplace(s.name, s.title);
    }
  }
  return titles;
}

}  // namespace

asio::awaitable<result<month_counts>> count_month(ledger::ledger_thread& ledger, play_backlog& backlog,
                                                  ledger::worker_pool& documents,
                                                  std::chrono::year_month month) {
  if (result<void> judged = co_await judge_backlog(ledger, backlog); !judged) co_return judged.error();
  std::chrono::local_days first{month / std::chrono::day(1)};
  std::chrono::local_days next{(month + std::chrono::months(1)) / std::chrono::day(1)};
  month_counts counts;
  auto texts = co_await ledger.ask([&](ledger::ledger& l) -> result<std::vector<std::string>> {
    auto rows = l.plays().counts(first, next, report_columns());
    if (!rows) return rows.error();
    counts.rows = std::move(*rows);
    auto reasons = l.plays().reasons(first, next);
    if (!reasons) return reasons.error();
    for (ledger::reason_count& r : *reasons) {
      counts.shortfalls.push_back({std::move(r.reason), r.partial, r.failed, r.uncounted});
    }
    return published(l);
  });
  if (!texts) co_return texts.error();
  auto titles = co_await documents.run([&] { return screen_titles_in(*texts); });
  if (!titles) co_return titles.error();
  counts.screen_titles = std::move(*titles);
  co_return counts;
}

}  // namespace bangtin::scheduler::api
