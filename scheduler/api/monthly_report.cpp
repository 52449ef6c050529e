// A log's head of a month is the oldest receipted head that covers the log's newest play of that month: it is
// the same whenever it is asked for, unless records of that month arrive later.
#include "scheduler/api/monthly_report.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "scheduler/api/month_counts.hpp"
#include "scheduler/api/plan.hpp"
#include "scheduler/api/play_counts.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::report::head_row;
using ledger::log_reach;

constexpr std::chrono::hours slice{24};

result<std::vector<head_row>> heads_for(ledger::ledger& l, const std::map<std::string, log_reach>& reach) {
  std::vector<head_row> heads;
  for (const auto& [log, r] : reach) {
    auto note = l.reports().receipt_from(log, r.seq);
    if (!note) return note.error();
    if (!*note) continue;
    result<evidence::receipt> receipt = evidence::receipt_from_text((*note)->text);
    if (!receipt) return receipt.error();
    heads.push_back({r.screen, receipt->acknowledged, receipt->received});
  }
  std::sort(heads.begin(), heads.end(), [](const head_row& a, const head_row& b) {
    return std::tie(a.screen, a.head.log) < std::tie(b.screen, b.head.log);
  });
  return heads;
}

asio::awaitable<result<std::vector<head_row>>> collect_heads(ledger::ledger_thread& ledger, utc_ms from,
                                                             utc_ms to) {
  std::map<std::string, log_reach> furthest;
  for (utc_ms at = from; at < to; at += slice) {
    auto some = co_await ledger.ask(
        [&](ledger::ledger& l) { return l.reports().reach(at, std::min<utc_ms>(at + slice, to)); });
    if (!some) co_return some.error();
    for (const log_reach& r : *some) {
      log_reach& known = furthest[r.log];
      if (r.seq >= known.seq) known = r;
    }
  }
  co_return co_await ledger.ask([&](ledger::ledger& l) { return heads_for(l, furthest); });
}

}  // namespace

asio::awaitable<result<collected_report>> collect_report(ledger::ledger_thread& ledger,
                                                         const events::programme_hub& programmes,
                                                         play_backlog& backlog,
                                                         ledger::worker_pool& documents,
                                                         std::chrono::year_month month) {
  std::shared_ptr<const playlists::programme::programme> zone = programmes.zone();
  playlists::programme::instant_range range = range_of_month(*zone, month);
  result<month_counts> counts = co_await count_month(ledger, backlog, documents, month);
  if (!counts) co_return counts.error();
  result<std::vector<head_row>> heads = co_await collect_heads(ledger, range.from, range.to);
  if (!heads) co_return heads.error();
  auto plan = co_await ledger.ask([](ledger::ledger& l) { return stored_plan(l); });
  if (!plan) co_return plan.error();
  collected_report c;
  c.ends = range.to;
  c.value.month = month;
  c.value.timezone = zone->timezone;
  c.value.revision = 0;
  c.value.the_plan = std::move(*plan);
  c.value.rows = std::move(counts->rows);
  c.value.screen_titles = std::move(counts->screen_titles);
  c.value.shortfalls = std::move(counts->shortfalls);
  c.value.heads = std::move(*heads);
  co_return c;
}

}  // namespace bangtin::scheduler::api
