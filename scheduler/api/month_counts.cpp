#include "scheduler/api/month_counts.hpp"

#include <algorithm>

#include "scheduler/api/play_counts.hpp"
#include "scheduler/api/programme.hpp"

namespace bangtin::scheduler::api {

namespace {

// How many plays are read at once. Between two pages the ledger serves other requests.
constexpr int page = 2000;

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

result<std::vector<play_counter::approved_programme>> understood(const std::vector<std::string>& texts) {
  std::vector<play_counter::approved_programme> all;
  for (const std::string& text : texts) {
    result<std::shared_ptr<const events::published_programme>> p = prepare(text);
    if (!p) return p.error();
    all.push_back({(*p)->programme_digest, (*p)->value});
  }
  return all;
}

}  // namespace

asio::awaitable<result<month_counts>> count_month(ledger::ledger_thread& ledger,
                                                  const events::programme_hub& programmes,
                                                  ledger::worker_pool& documents, utc_ms from, utc_ms to) {
  auto texts = co_await ledger.ask([](ledger::ledger& l) { return published(l); });
  if (!texts) co_return texts.error();
  auto approved = co_await documents.run([&] { return understood(*texts); });
  if (!approved) co_return approved.error();
  month_counts counts;
  for (const play_counter::approved_programme& p : *approved) {
    for (const playlists::programme::screen& s : p.value->screens) {
      if (!s.title.empty()) counts.screen_titles.emplace(s.name, s.title);
    }
  }
  play_counter counter(std::move(*approved), programmes.zone());
  std::optional<ledger::play_place> after;
  for (;;) {
    auto some =
        co_await ledger.ask([&](ledger::ledger& l) { return l.evidence().plays(from, to, after, page); });
    if (!some) co_return some.error();
    co_await documents.run([&] {
      counter.add(*some);
      return true;
    });
    if (some->size() < static_cast<std::size_t>(page)) break;
    after = ledger::play_place{some->back().utc, some->back().log, some->back().seq};
  }
  counts.rows = counter.table();
  co_return counts;
}

}  // namespace bangtin::scheduler::api
