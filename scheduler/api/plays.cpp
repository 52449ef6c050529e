// Counts come from the roll-up.
#include "scheduler/api/plays.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "playlists/programme/months.hpp"
#include "scheduler/api/month_counts.hpp"
#include "scheduler/api/months.hpp"
#include "wire/admin/plays.hpp"
#include "wire/certificates.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

// How many records one slice of a backlog judges: some ten milliseconds of the ledger's thread.
constexpr int slice = 1000;

result<std::vector<std::string>> parse_grouping(std::string_view text) {
  std::vector<std::string> columns;
  if (text.empty()) return columns;
  for (const std::string& name : split(text, ',')) {
    if (wire::admin::find_play_grouping(name) == nullptr) {
      return error{errc::usage, msg("plays cannot be counted by \"{}\"", printable(name)),
                   msg("use some of: task, theme, campaign, screen, venue, media, day, hour")};
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
  if (name == "hour") return k.hour;
  return name == "media" ? k.media : k.day;
}

// `all` is grouped by the columns, and by the title where media is one of them: of an item that had several
// titles, the last one in their order stands for all.
http::reply counts_reply(const evidence::count_table& all, const std::vector<std::string>& columns) {
  std::map<evidence::count_key, wire::admin::play_count> rows;
  std::map<evidence::count_key, std::int64_t> airtime_ms;
  for (const auto& [key, values] : all) {
    evidence::count_key group = key;
    group.title.clear();
    wire::admin::play_count& row = rows[group];
    for (const std::string& name : columns) {
      row.*wire::admin::find_play_grouping(name)->column = column_of(key, name);
      if (name == "media" && (!row.title || !key.title.empty())) row.title = key.title;
    }
    row.plays += values.plays;
    airtime_ms[group] += values.airtime_ms;
    row.partial += values.partial;
    row.failed += values.failed;
    row.uncounted += values.uncounted;
  }
  json::array answer;
  for (auto& [group, row] : rows) {
    row.airtime_s = (airtime_ms[group] + 500) / 1000;
    answer.push_back(wire::admin::encode(row));
  }
  return http::json_reply(answer);
}

std::chrono::local_days first_of(std::chrono::year_month m) {
  return std::chrono::local_days{m / std::chrono::day(1)};
}

}  // namespace

asio::awaitable<result<void>> judge_backlog(ledger::ledger_thread& ledger, play_backlog& backlog) {
  for (;;) {
    result<bool> done =
        co_await ledger.ask([&](ledger::ledger& l) { return backlog.run(l, l.plays(), slice); });
    if (!done) co_return done.error();
    if (*done) co_return result<void>();
  }
}

std::vector<http::endpoint> plays_handlers::rows(deps d) {
  auto self = std::make_shared<plays_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/plays/count",
       .who = http::access::viewer,
       .summary = "plays of a month, grouped",
       .doc = {.id = "count_plays",
               .tag = "plays",
               .parameters =
                   {{.name = "month", .about = "YYYY-MM; this month when not given", .type = "string"},
                    {.name = "by", .about = "columns to group by, with commas between", .type = "string"}},
               .answers = {{200, "a row per group", json_list<wire::admin::play_count>(), {}}}},
       .handle = to(self, &plays_handlers::count)},
      {.method = "GET",
       .pattern = "/v1/plays/shortfalls",
       .who = http::access::viewer,
       .summary = "why plays of a month do not count",
       .doc = {.id = "play_shortfalls",
               .tag = "plays",
               .parameters =
                   {{.name = "month", .about = "YYYY-MM; this month when not given", .type = "string"}},
               .answers = {{200, "the reasons", json_body<wire::admin::play_shortfalls>(), {}}}},
       .handle = to(self, &plays_handlers::shortfalls)},
      {.method = "POST",
       .pattern = "/v1/plays/recount",
       .who = http::access::site_operator,
       .summary = "counts all plays from the records again, and puts right what differs",
       .doc = {.id = "recount_plays",
               .tag = "plays",
               .answers = {{200,
                            "whether the counts were those of the records",
                            json_body<wire::admin::play_recount>(),
                            {}}}},
       .handle = to(self, &plays_handlers::recount)},
  };
}

result<std::chrono::year_month> plays_handlers::month_of(const http::request& r) const {
  if (!r.parameter("month").empty()) return parse_month(r.parameter("month"));
  std::chrono::sys_days today{
      playlists::schedule::day_of(*deps_.programmes.zone(), deps_.clock.now().utc).time_since_epoch()};
  std::chrono::year_month_day date{today};
  return date.year() / date.month();
}

asio::awaitable<result<evidence::count_table>> plays_handlers::table(std::chrono::year_month month,
                                                                     std::vector<std::string> columns) {
  result<void> judged = co_await judge_backlog(deps_.ledger, deps_.backlog);
  if (!judged) co_return judged.error();
  co_return co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.plays().counts(first_of(month), first_of(month + std::chrono::months(1)), columns);
  });
}

handled plays_handlers::count(http::request& r) {
  result<std::vector<std::string>> columns = parse_grouping(r.parameter("by"));
  if (!columns) co_return http::problem_reply(columns.error());
  result<std::chrono::year_month> month = month_of(r);
  if (!month) co_return http::problem_reply(month.error());
  std::vector<std::string> read = *columns;
  if (std::find(read.begin(), read.end(), "media") != read.end()) read.emplace_back("title");
  result<evidence::count_table> all = co_await table(*month, std::move(read));
  if (!all) co_return http::problem_reply(all.error());
  co_return co_await deps_.documents.run([&] { return counts_reply(*all, *columns); });
}

handled plays_handlers::shortfalls(http::request& r) {
  result<std::chrono::year_month> month = month_of(r);
  if (!month) co_return http::problem_reply(month.error());
  result<evidence::count_table> all = co_await table(*month, std::vector<std::string>());
  if (!all) co_return http::problem_reply(all.error());
  auto reasons = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return shortfalls_between(l, first_of(*month), first_of(*month + std::chrono::months(1)));
  });
  if (!reasons) co_return http::problem_reply(reasons.error());
  admin::play_shortfalls answer;
  answer.month = playlists::programme::to_month_text(*month);
  for (const evidence::report::shortfall_row& c : *reasons) {
    answer.reasons.push_back({c.reason, c.partial, c.failed, c.uncounted});
  }
  for (const auto& [key, values] : *all) answer.near_edge += values.near_edge;
  co_return http::json_reply(admin::encode(answer));
}

handled plays_handlers::recount(http::request&) {
  result<admin::play_recount> answer = co_await deps_.counts.recount();
  if (!answer) co_return http::problem_reply(answer.error());
  co_return http::json_reply(admin::encode(*answer));
}

}  // namespace bangtin::scheduler::api
