// A month is counted page by page, so that the ledger can serve other requests meanwhile.
#include "scheduler/api/plays.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "scheduler/api/play_counts.hpp"
#include "scheduler/api/programme.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// How many plays are read at once. Between two pages the ledger serves other requests.
constexpr int page = 2000;

result<std::vector<std::string>> parse_grouping(std::string_view text) {
  std::vector<std::string> columns;
  if (text.empty()) return columns;
  for (const std::string& name : split(text, ',')) {
    if (wire::admin::find_play_grouping(name) == nullptr) {
      return error{errc::usage, msg("plays cannot be counted by \"{}\"", printable(name)),
                   msg("use some of: task, theme, campaign, screen, venue, media, day")};
    }
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  }
  return columns;
}

const std::string& column_of(const evidence::count_key& k, std::string_view name) {
  if (name == "task") return k.task;
  if (name == "theme") return k.theme;
  if (name == "campaign") return k.campaign;
  if (name == "screen") return k.screen;
  if (name == "venue") return k.venue;
  return name == "media" ? k.media : k.day;
}

http::reply counts_reply(const evidence::count_table& all, const std::vector<std::string>& columns) {
  json::array rows;
  for (const auto& [key, values] : evidence::group_by(all, columns)) {
    wire::admin::play_count row;
    for (const std::string& name : columns)
      row.*wire::admin::find_play_grouping(name)->column = column_of(key, name);
    row.plays = values.plays;
    row.airtime_s = (values.airtime_ms + 500) / 1000;
    row.partial = values.partial;
    row.failed = values.failed;
    rows.push_back(wire::admin::encode(row));
  }
  return http::json_reply(rows);
}

// The stored JSON of every published programme.
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

std::vector<http::endpoint> plays_handlers::rows(deps d) {
  auto self = std::make_shared<plays_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/plays/count",
       .who = http::access::admin,
       .summary = "plays of a month, grouped",
       .doc = {.id = "count_plays",
               .tag = "plays",
               .parameters =
                   {{.name = "month", .about = "YYYY-MM", .type = "string", .required = true},
                    {.name = "by", .about = "columns to group by, with commas between", .type = "string"}},
               .answers = {{200, "a row per group", json_list<wire::admin::play_count>(), {}}}},
       .handle = to(self, &plays_handlers::count)},
  };
}

asio::awaitable<result<evidence::count_table>> plays_handlers::table(http::request& r) {
  result<std::chrono::year_month> month = parse_month(r.parameter("month"));
  if (!month) co_return month.error();
  std::shared_ptr<const playlists::programme::programme> zone = deps_.programmes.zone();
  playlists::programme::instant_range range = range_of_month(*zone, *month);
  auto texts = co_await deps_.ledger.ask([](ledger::ledger& l) { return published(l); });
  if (!texts) co_return texts.error();
  auto programmes = co_await deps_.documents.run([&] { return understood(*texts); });
  if (!programmes) co_return programmes.error();
  play_counter counter(std::move(*programmes), zone);
  std::optional<ledger::play_place> after;
  for (;;) {
    auto some = co_await deps_.ledger.ask(
        [&](ledger::ledger& l) { return l.evidence().plays(range.from, range.to, after, page); });
    if (!some) co_return some.error();
    co_await deps_.documents.run([&] {
      counter.add(*some);
      return true;
    });
    if (some->size() < static_cast<std::size_t>(page)) co_return counter.table();
    after = ledger::play_place{some->back().utc, some->back().log, some->back().seq};
  }
}

handled plays_handlers::count(http::request& r) {
  result<std::vector<std::string>> columns = parse_grouping(r.parameter("by"));
  if (!columns) co_return http::problem_reply(columns.error());
  result<evidence::count_table> all = co_await table(r);
  if (!all) co_return http::problem_reply(all.error());
  co_return co_await deps_.documents.run([&] { return counts_reply(*all, *columns); });
}

}  // namespace bangtin::scheduler::api
