// plays compliance: planned against shown, and with --hours why each hour lacks something.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month_choice.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "evidence/report/monthly_report.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string time_text(std::int64_t seconds) {
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// In tenths, rounded down, so that 100.0 % means all.
std::int64_t permille_shown(const admin::play_compliance& row) {
  if (row.planned_s == 0) return 1000;
  return (row.shown_s + row.partial_s) * 1000 / row.planned_s;
}

views::tone tone_of(std::int64_t permille) {
  if (permille >= 990) return views::tone::good;
  return permille >= 900 ? views::tone::plain : views::tone::warning;
}

std::string cause_text(const std::string& cause) {
  return cause.empty() ? "–" : translate(evidence::report::reason_text(cause));
}

views::table campaign_table(std::vector<admin::play_compliance> rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return permille_shown(a) < permille_shown(b); });
  using enum views::importance;
  views::table t({{tr("Screen"), high},
                  {tr("Campaign"), high},
                  {tr(">Planned"), usual},
                  {tr(">Shown"), usual},
                  {tr(">In part"), least},
                  {tr(">Failed"), low},
                  {tr(">Off"), low},
                  {tr(">Notice"), least},
                  {tr(">Unknown"), least},
                  {tr(">Percent"), high},
                  {tr("Mostly because"), high, views::narrow::wrap, 20}});
  admin::play_compliance sum;
  auto add = [&](const std::string& screen, const admin::play_compliance& r, const std::string& why) {
    std::int64_t permille = permille_shown(r);
    t.add({screen, r.campaign, time_text(r.planned_s), time_text(r.shown_s), time_text(r.partial_s),
           time_text(r.failed_s), time_text(r.off_s), time_text(r.interrupted_s), time_text(r.unknown_s),
           views::cell(percent_text(permille), tone_of(permille)), why});
  };
  for (const admin::play_compliance& r : rows) {
    add(r.screen, r, cause_text(r.cause));
    for (auto part : {&admin::play_compliance::planned_s, &admin::play_compliance::shown_s,
                      &admin::play_compliance::partial_s, &admin::play_compliance::failed_s,
                      &admin::play_compliance::off_s, &admin::play_compliance::offline_s,
                      &admin::play_compliance::interrupted_s, &admin::play_compliance::unknown_s}) {
      sum.*part += r.*part;
    }
  }
  add(tr("Total"), sum, "");
  return t;
}

result<int> show_hours(session& s, const std::string& month) {
  result<std::vector<admin::missing_hour>> hours = get_missing_hours(s.daemon, month);
  if (!hours) return hours.error();
  result<admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr("Hour"), high, views::narrow::whole},
                  {tr("Screen"), high},
                  {tr(">Planned"), low},
                  {tr(">Missing"), high},
                  {tr("Mostly because"), usual, views::narrow::wrap, 20}});
  for (const admin::missing_hour& h : *hours) {
    answers.push_back(json::object{{"screen", h.screen},
                                   {"hour", views::local_rfc3339(h.hour, site->timezone)},
                                   {"planned_s", h.planned_s},
                                   {"missing_s", h.missing_s},
                                   {"cause", h.cause}});
    t.add({views::local_minute(h.hour, site->timezone), h.screen, time_text(h.planned_s),
           time_text(h.missing_s), cause_text(h.cause)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("nothing of what was planned in {} is missing", local_dates(month)));
  } else {
    s.out.text(tr("Missing in {}", local_dates(month)));
    s.out.show(t);
  }
  return 0;
}

}  // namespace

result<int> plays_compliance(session& s, const arguments& given) {
  result<std::string> month = chosen_month(s, given);
  if (!month) return month.error();
  if (given.has("--hours")) return show_hours(s, *month);
  result<std::vector<admin::play_compliance>> rows = get_play_compliance(s.daemon, *month);
  if (!rows) return rows.error();
  s.out.document(wire::admin::encode_list(*rows));
  if (rows->empty()) {
    s.out.text(tr("nothing was planned in {}", local_dates(*month)));
    return 0;
  }
  std::int64_t offline = 0, planned = 0, shown = 0;
  for (const admin::play_compliance& r : *rows) {
    offline += r.offline_s;
    planned += r.planned_s;
    shown += r.shown_s;
  }
  s.out.text(tr("Planned and shown in {}", local_dates(*month)));
  s.out.show(campaign_table(std::move(*rows)));
  if (offline > 0) {
    s.out.text(tr("{} of it was shown while the screens could not reach the daemon", time_text(offline)));
  }
  if (shown < planned)
    s.out.text(tr("\"bangtin plays compliance --hours\" lists the hours that lack something"));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
