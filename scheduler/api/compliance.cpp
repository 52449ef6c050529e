#include "scheduler/api/compliance.hpp"

#include <algorithm>

#include "scheduler/api/months.hpp"
#include "scheduler/api/screen_history.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;
namespace report = evidence::report;

namespace {

// A play that a hostile screen makes up costs memory too; a month of one screen has some 130,000 slots of 20
// s.
constexpr std::size_t max_plays = 2'000'000;

std::int64_t seconds(milliseconds m) {
  return (m.count() + 500) / 1000;
}

// Planned time stays the sum of its parts in whole seconds too.
admin::play_compliance row_of(const report::compliance_row& r) {
  admin::play_compliance row;
  row.screen = r.screen;
  row.campaign = r.campaign;
  row.shown_s = seconds(r.shown);
  row.partial_s = seconds(r.partial);
  row.failed_s = seconds(r.failed);
  row.off_s = seconds(r.off);
  row.offline_s = seconds(r.offline);
  row.interrupted_s = seconds(r.interrupted);
  row.unknown_s = seconds(r.unknown);
  row.planned_s = row.shown_s + row.partial_s + row.failed_s + row.off_s + row.interrupted_s + row.unknown_s;
  row.cause = r.cause;
  return row;
}

void judge_month(report::screen_month& month, screen_history&& h, collected_compliance& into) {
  month.planned = std::move(h.plan.slots);
  month.running = std::move(h.running);
  for (const report::silence& s : h.silences) month.off.push_back(s.when);
  month.no_display = std::move(h.no_display);
  for (const shown_notice& n : h.notices) month.notices.push_back(n.when);
  std::stable_sort(month.plays.begin(), month.plays.end(),
                   [](const auto& a, const auto& b) { return a.planned.from < b.planned.from; });
  for (report::compliance_row& r : report::compliance_of(month)) into.rows.push_back(std::move(r));
  for (report::missing_hour& m : report::missing_hours(month)) into.missing.push_back(std::move(m));
}

const http::parameter_doc month_doc{
    .name = "month", .about = "YYYY-MM; this month when not given", .type = "string"};

}  // namespace

asio::awaitable<result<collected_compliance>> collect_compliance(ledger::ledger_thread& ledger,
                                                                 play_backlog& backlog,
                                                                 ledger::worker_pool& documents,
                                                                 report::time_span range) {
  collected_compliance all;
  if (range.from >= range.to) co_return all;
  history_reader past(ledger, backlog, documents, range);
  result<void> begun = co_await past.begin();
  if (!begun) co_return begun.error();
  auto screens = co_await past.screens();
  if (!screens) co_return screens.error();
  for (const std::string& screen : *screens) {
    report::screen_month month;
    month.screen = screen;
    play_sink sink = [&](known_play&& p) {
      std::optional<report::judged_play> judged = compliance_play(p);
      if (judged && month.plays.size() < max_plays) month.plays.push_back(std::move(*judged));
    };
    auto history = co_await past.read(screen, sink);
    if (!history) co_return history.error();
    co_await documents.run([&] {
      judge_month(month, std::move(*history), all);
      return true;
    });
  }
  co_return all;
}

std::vector<http::endpoint> compliance_handlers::rows(deps d) {
  auto self = std::make_shared<compliance_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/plays/compliance",
       .who = http::access::viewer,
       .summary = "planned and shown time of a month, per screen and campaign",
       .doc = {.id = "play_compliance",
               .tag = "plays",
               .parameters = {month_doc},
               .answers = {{200,
                            "a row per screen and campaign, by their names",
                            json_list<admin::play_compliance>(),
                            {}}}},
       .handle = to(self, &compliance_handlers::campaigns)},
      {.method = "GET",
       .pattern = "/v1/plays/compliance/hours",
       .who = http::access::viewer,
       .summary = "the hours of a month in which planned time was not shown, and why",
       .doc = {.id = "missing_hours",
               .tag = "plays",
               .parameters = {month_doc},
               .answers = {{200, "a row per screen and hour", json_list<admin::missing_hour>(), {}}}},
       .handle = to(self, &compliance_handlers::hours)},
  };
}

asio::awaitable<result<collected_compliance>> compliance_handlers::of_month(http::request& r) {
  const utc_ms now = deps_.clock.now().utc;
  std::shared_ptr<const playlists::programme::programme> zone = deps_.programmes.zone();
  std::chrono::year_month_day today{
      std::chrono::sys_days(playlists::schedule::day_of(*zone, now).time_since_epoch())};
  result<std::chrono::year_month> month = today.year() / today.month();
  if (!r.parameter("month").empty()) month = parse_month(r.parameter("month"));
  if (!month) co_return month.error();
  playlists::programme::instant_range range = range_of_month(*zone, *month);
  report::time_span until_now{range.from, std::min(range.to, now)};
  co_return co_await collect_compliance(deps_.ledger, deps_.backlog, deps_.documents, until_now);
}

handled compliance_handlers::campaigns(http::request& r) {
  result<collected_compliance> all = co_await of_month(r);
  if (!all) co_return http::problem_reply(all.error());
  std::vector<admin::play_compliance> answer;
  for (const report::compliance_row& row : all->rows) answer.push_back(row_of(row));
  co_return http::json_reply(admin::encode_list(answer));
}

handled compliance_handlers::hours(http::request& r) {
  result<collected_compliance> all = co_await of_month(r);
  if (!all) co_return http::problem_reply(all.error());
  std::vector<admin::missing_hour> answer;
  for (const report::missing_hour& m : all->missing) {
    answer.push_back({m.screen, m.hour, seconds(m.planned), seconds(m.missing), m.cause});
  }
  co_return http::json_reply(admin::encode_list(answer));
}

}  // namespace bangtin::scheduler::api
