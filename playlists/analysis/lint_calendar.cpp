// Reports campaigns that never come, from what the calendar says about each (feasibility.cpp).
#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "playlists/analysis/lint_context.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

constexpr int days_back = 3'653;  // how far back to follow a rule that has ended: ten years

// The campaigns that silence this one where it was silenced first.
std::string silencers(const lint_context& s, std::int32_t i, const feasibility& of) {
  programme::local_day d = s.site.day_of(of.silenced_at);
  std::vector<std::int32_t> names;
  for (std::int32_t other : s.groups[static_cast<std::size_t>(of.silenced_on)].campaigns) {
    const programme::campaign& c = s.campaign_at(other);
    if (c.level <= s.campaign_at(i).level || c.every) continue;
    schedule::instant_ranges w;
    schedule::append_activity(s.site, s.runs_at(other), d, w);
    if (schedule::contains(w, of.silenced_at)) names.push_back(other);
  }
  return s.names_of(names);
}

// The last day of a campaign whose rule has ended.
std::optional<programme::local_day> last_day(const lint_context& s, std::int32_t i) {
  const programme::campaign& c = s.campaign_at(i);
  if (c.rrule.empty() || c.repeats != programme::recurrence::none) return std::nullopt;
  for (int n = 1; n <= days_back; ++n) {
    if (s.runs_at(i).holds(s.today - days(n))) return s.today - days(n);
  }
  return std::nullopt;
}

// The last day of the campaign's rule, if the rule says one.
std::optional<programme::local_day> until(const lint_context& s, std::int32_t i) {
  const programme::campaign& c = s.campaign_at(i);
  if (c.rrule.empty()) return std::nullopt;
  result<schedule::rule_parts> rule = schedule::parse_rule(c.rrule);
  if (!rule || !rule->until) return std::nullopt;
  return rule->until->instant ? s.site.day_of(*rule->until->instant) : rule->until->date;
}

void say_no_day(lint_context& s, std::int32_t i) {
  const programme::campaign& c = s.campaign_at(i);
  programme::local_day last = s.today + days(s.ahead.calendar_days - 1);
  bool has_year = c.repeats == programme::recurrence::none;
  if (has_year && c.to && day_from(*c.to) < s.today) {
    s.add(severity::note, finding_kind::is_over, msg("the campaign \"{}\" is over", c.name),
          msg("it ended on {}", programme::format_date(*c.to)), msg("remove it, or give it new dates"))
        .campaign = c.name;
  } else if (has_year && c.from && last < day_from(*c.from)) {
    s.add(severity::warning, finding_kind::begins_late,
          msg("the campaign \"{}\" does not begin before {}", c.name, programme::format_date(*c.from)),
          msg("that is more than {} days from now", s.ahead.calendar_days),
          msg("correct its first day if that is not meant"))
        .campaign = c.name;
  } else if (std::optional<programme::local_day> end = until(s, i); end && *end < s.today) {
    s.add(severity::note, finding_kind::is_over, msg("the campaign \"{}\" is over", c.name),
          msg("its rule has ended: UNTIL is {}", s.date_text(*end)), msg("remove it, or give it new dates"))
        .campaign = c.name;
  } else if (std::optional<programme::local_day> ended = last_day(s, i)) {
    s.add(severity::note, finding_kind::is_over, msg("the campaign \"{}\" is over", c.name),
          msg("its last day was {}, and none follows until {}", s.date_text(*ended), s.date_text(last)),
          msg("remove it, or give it new dates"))
        .campaign = c.name;
  } else {
    s.add(severity::error, finding_kind::never_runs, msg("the campaign \"{}\" never plays", c.name),
          msg("until {} its dates, weekdays, rule and exceptions leave not one day", s.date_text(last)),
          msg("correct its dates, weekdays, rule or exceptions"))
        .campaign = c.name;
  }
}

void say_what_is_too_long(lint_context& s, std::int32_t i, const feasibility& of) {
  const programme::campaign& c = s.campaign_at(i);
  const list_facts& facts = s.list_at(i);
  std::string room = in_words(of.max_room), shortest = in_words(facts.shortest);
  if (of.max_room < facts.shortest) {
    s.add(severity::error, finding_kind::never_fits, msg("the campaign \"{}\" never plays", c.name),
          msg("its shortest item takes {}, and there are at most {} until its screens close, the day ends or "
              "a takeover begins",
              shortest, room),
          msg("make an item of at most {}, or widen the hours", room))
        .campaign = c.name;
    return;
  }
  auto too_long = [&](milliseconds total) { return total > of.max_room; };
  auto first = std::find_if(facts.totals.begin(), facts.totals.end(), too_long);
  auto count = std::count_if(first, facts.totals.end(), too_long);
  auto item = static_cast<std::int32_t>(first - facts.totals.begin());
  const programme::playlist& l =
      s.p.playlists[static_cast<std::size_t>(s.list_of[static_cast<std::size_t>(i)])];
  const std::string& media = l.items[static_cast<std::size_t>(item)].media;
  finding& f = s.add(
      severity::error, finding_kind::item_never_fits,
      msg("the campaign \"{}\" never shows \"{}\" ({} of its items are too long)", c.name, printable(media),
          count),
      msg("it takes {}, and there are at most {} until a screen closes, the day ends or a takeover begins; "
          "the items after it wait for it",
          in_words(*first), room),
      msg("make it at most {} long, or move it to a campaign with wider hours", room));
  f.campaign = c.name;
  f.playlist = l.name;
  f.media = media;
  f.item = item;
}

void say(lint_context& s, std::int32_t i) {
  const programme::campaign& c = s.campaign_at(i);
  const feasibility& of = s.feasibility_at(i);
  if (of.is_settled) return;
  if (!of.runs) return say_no_day(s, i);
  if (!of.meets_screen) {
    s.add(severity::error, finding_kind::never_open, msg("the campaign \"{}\" never plays", c.name),
          msg("whenever it would, its screens are closed"),
          msg("correct its hours and weekdays, or the opening hours of its screens"))
        .campaign = c.name;
    return;
  }
  if (!of.is_heard) {
    s.add(severity::error, finding_kind::silenced, msg("the campaign \"{}\" never plays", c.name),
          c.level == programme::level::filler
              ? msg("its level is filler, and whenever it would play, campaigns of a higher level do: {}",
                    silencers(s, i, of))
              : msg("its level is normal, and whenever it would play, takeovers do: {}", silencers(s, i, of)),
          msg("raise its level, or give the others hours that leave time to it"))
        .campaign = c.name;
    return;
  }
  say_what_is_too_long(s, i, of);
}

void say_overlap(lint_context& s, const takeover_overlap& o) {
  const alike_screens& g = s.groups[o.group];
  finding& f =
      s.add(severity::warning, finding_kind::takeovers_overlap,
            msg("the takeovers \"{}\" and \"{}\" play at once on screen {}", s.campaign_at(o.first).name,
                s.campaign_at(o.second).name, s.names_of(g)),
            msg("from {} on both are active, and they share the time", s.instant_text(o.from)),
            msg("give them dates or hours that do not meet, or make the level of one of them normal"));
  f.screen = s.first_screen(g).name;
  f.campaign = s.campaign_at(o.second).name;
}

// RFC 5545 reads days of the month without a month as days of every month, also in a yearly rule; other
// calendars take the month of the start.
void say_how_rule_is_read(lint_context& s, const programme::campaign& c) {
  if (c.rrule.empty()) return;
  result<schedule::rule_parts> rule = schedule::parse_rule(c.rrule);
  if (!rule || rule->every != schedule::frequency::yearly || !rule->month_days.any() || rule->months.any() ||
      rule->year_days.any() || rule->weeks.any()) {
    return;
  }
  s.add(severity::note, finding_kind::rule_every_month,
        msg("the rule of the campaign \"{}\" is read as: these days of every month", c.name),
        msg("{} names days of the month and no month", printable(c.rrule)),
        msg("if one month is meant, add it: BYMONTH={}", c.from && c.from->month > 0 ? c.from->month : 9))
      .campaign = c.name;
}

// The number of days from one MM-DD to another, both included, over the end of the year if need be.
int days_of_year(const programme::calendar_date& from, const programme::calendar_date& to) {
  auto day = [](const programme::calendar_date& d) {
    return std::chrono::sys_days(std::chrono::year(2000) / d.month / d.day).time_since_epoch().count();
  };
  auto length = static_cast<int>(day(to) - day(from)) + 1;
  return length > 0 ? length : length + 366;
}

programme::calendar_date swapped(const programme::calendar_date& d) {
  return {0, d.day, d.month};
}

// Asks about yearly dates that are long as they stand, and short if day and month change places in one of
// them or in both.
void ask_about_dates(lint_context& s, const programme::campaign& c) {
  constexpr int long_days = 60, short_days = 31;
  if (c.repeats != programme::recurrence::yearly || !c.from || !c.to) return;
  if (days_of_year(*c.from, *c.to) < long_days) return;
  auto is_date = [](const programme::calendar_date& d) { return programme::is_valid_month_day(d); };
  for (auto [from, to] : {std::pair(swapped(*c.from), *c.to), std::pair(*c.from, swapped(*c.to)),
                          std::pair(swapped(*c.from), swapped(*c.to))}) {
    bool meant = is_date(from) && is_date(to) && days_of_year(from, to) <= short_days;
    if (!meant) continue;
    s.add(severity::warning, finding_kind::dates_swapped,
          msg("do the dates of the campaign \"{}\" have the day first?", c.name),
          msg("the month stands first, so they mean the {} days from {} to {}", days_of_year(*c.from, *c.to),
              programme::format_date(*c.from), programme::format_date(*c.to)),
          msg("if {} days are meant, make them from {} to {}", days_of_year(from, to),
              programme::format_date(from), programme::format_date(to)))
        .campaign = c.name;
    return;
  }
}

}  // namespace

void check_calendar(lint_context& s) {
  for (const programme::campaign& c : s.p.campaigns) {
    say_how_rule_is_read(s, c);
    ask_about_dates(s, c);
  }
  if (s.groups.empty()) return;
  const bool is_whole = assess_feasibility(s);
  for (const takeover_overlap& o : s.overlaps) say_overlap(s, o);
  if (!is_whole) {
    s.add(severity::note, finding_kind::capped,
          msg("which campaigns never play was not looked at to the end"),
          msg("the programme has too many campaigns that hardly ever play"),
          msg("correct what else is found, and check again"));
  }
  if (!s.calendar_done) return;
  for (std::size_t i = 0; i < s.p.campaigns.size(); ++i) say(s, static_cast<std::int32_t>(i));
}

}  // namespace bangtin::playlists::analysis
