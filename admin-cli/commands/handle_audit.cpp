// audit: who did what, and who was refused.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/people.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/instants.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t usual_lines = 200;

// The beginning of the day, or with `ends` its end, in the zone.
std::optional<utc_ms> edge_of(const std::string& typed, const std::string& timezone, utc_ms now, bool ends) {
  std::optional<utc_ms> begin = views::parse_instant(typed + " 00:00", timezone, now, views::tense::past);
  if (!begin || !ends) return begin;
  // The next day in the zone is at most 26 hours away, also where a clock change is between.
  const std::string next = views::local_rfc3339(*begin + std::chrono::hours(26), timezone).substr(0, 10);
  return views::parse_instant(next + " 00:00", timezone, now, views::tense::past);
}

// A day or an instant.
result<std::optional<utc_ms>> time_from(const arguments& given, std::string_view key,
                                        const std::string& timezone, utc_ms now, bool ends) {
  const std::optional<std::string> typed = given.get(key);
  if (!typed) return std::optional<utc_ms>();
  if (auto day = edge_of(*typed, timezone, now, ends)) return day;
  if (auto instant = views::parse_instant(*typed, timezone, now, views::tense::past)) return instant;
  return error{errc::usage, msg("\"{}\" is no time", printable(*typed)),
               msg("write a day as 1/12 or 2026-12-01, or a time as 7:30, 30/11 14:16 or 2026-11-30T14:16")};
}

json::object to_json(const wire::admin::audit_line& l, const std::string& timezone) {
  return {{"at", views::local_rfc3339(l.at, timezone)},
          {"who", l.who},
          {"what", l.what},
          {"object", l.object},
          {"outcome", l.outcome}};
}

std::string outcome_text(const std::string& outcome) {
  return outcome == "refused" ? tr("refused") : outcome == "done" ? tr("done") : outcome;
}

}  // namespace

result<int> audit(session& s, const arguments& given) {
  audit_filter filter;
  for (auto [key, field] : {std::pair<std::string_view, std::string*>{"--who", &filter.who},
                            std::pair<std::string_view, std::string*>{"--object", &filter.object}}) {
    const std::optional<std::string> typed = given.get(key);
    if (!typed) continue;
    result<std::string> line = line_of(key, *typed);
    if (!line) return line.error();
    *field = *line;
  }
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  const std::string& zone = where->timezone;
  result<std::optional<utc_ms>> from = time_from(given, "--from", zone, s.now, false);
  if (!from) return from.error();
  result<std::optional<utc_ms>> to = time_from(given, "--to", zone, s.now, true);
  if (!to) return to.error();
  filter.from = *from;
  filter.to = *to;
  const std::size_t max = given.has("--all") ? SIZE_MAX : usual_lines;
  result<std::vector<wire::admin::audit_line>> all = get_audit(s.daemon, filter, max);
  if (!all) return all.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr("Time"), high, views::narrow::whole},
                  {tr("Who"), high, views::narrow::cut, 12},
                  {tr("What"), high, views::narrow::wrap},
                  {tr("About"), low, views::narrow::cut, 12},
                  {tr("Outcome"), usual}});
  for (const wire::admin::audit_line& l : *all) {
    answers.push_back(to_json(l, zone));
    const views::tone tone = l.outcome == "refused" ? views::tone::warning : views::tone::plain;
    t.add({views::local_time(l.at, zone), l.who, l.what, l.object, {outcome_text(l.outcome), tone}});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("the audit log has no such lines"));
  } else {
    s.out.show(t);
  }
  if (all->size() == max)
    s.out.note(tr("these are the newest {} lines; --all shows the older ones too", max));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
