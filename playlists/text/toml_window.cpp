// Converts texts to values with notation.hpp; reports a text that does not parse at its place, with the
// correct form.
#include "playlists/text/toml_window.hpp"

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/recurrence_text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::text {

namespace {

message how_to_write(programme::recurrence repeats) {
  switch (repeats) {
    case programme::recurrence::none:
      return msg("write a date that exists as YYYY-MM-DD; MM-DD needs yearly = true or lunar = true");
    case programme::recurrence::yearly:
      return msg("write a date that exists as MM-DD, without a year, as it recurs");
    case programme::recurrence::lunar:
      break;
  }
  return msg("write a lunar date as MM-DD, months 01 to 12 and days 01 to 30, without a year, as it recurs");
}

void note_bad_date(const section& s, const placed_text& text, message remedy) {
  if (programme::is_date_out_of_range(text.value)) {
    s.report(text.at, msg("the date \"{}\" is out of range", text.value),
             msg("write a year from {} to {}", programme::first_year, programme::last_year));
  } else {
    s.report(text.at, msg("the date \"{}\" is not understood", shown(text.value)), std::move(remedy));
  }
}

// The date that "DD-MM" means.
std::optional<programme::calendar_date> day_first(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  return programme::parse_month_day(std::string(text.substr(3)) + "-" + std::string(text.substr(0, 2)));
}

// "1/10" is 1 October, or day 1 of the lunar month 10: with a slash the day stands first.
std::optional<programme::calendar_date> with_slash(std::string_view text, programme::recurrence repeats) {
  std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto day = parse_integer(text.substr(0, slash), 1, 31),
       month = parse_integer(text.substr(slash + 1), 1, 12);
  if (!day || !month || text.size() > 5) return std::nullopt;
  programme::calendar_date date{0, static_cast<int>(*month), static_cast<int>(*day)};
  bool valid = repeats == programme::recurrence::lunar ? programme::is_valid_lunar_month_day(date)
                                                       : programme::is_valid_month_day(date);
  return valid ? std::optional(date) : std::nullopt;
}

std::optional<programme::calendar_date> read_date(const section& s, std::string_view key,
                                                  programme::recurrence repeats) {
  auto text = s.text(key);
  if (!text) return std::nullopt;
  auto date = repeats == programme::recurrence::none     ? programme::parse_date(text->value)
              : repeats == programme::recurrence::yearly ? programme::parse_month_day(text->value)
                                                         : programme::parse_lunar_month_day(text->value);
  if (!date && repeats != programme::recurrence::none) date = with_slash(text->value, repeats);
  if (date) return date;
  // "30-04": people write the day first.
  std::optional<programme::calendar_date> turned = day_first(text->value);
  if (repeats == programme::recurrence::yearly && turned) {
    note_bad_date(s, *text, msg("the month stands first: write \"{}\"", programme::format_date(*turned)));
  } else {
    note_bad_date(s, *text, how_to_write(repeats));
  }
  return std::nullopt;
}

void read_dates(const section& s, programme::run_window& c) {
  bool yearly = s.flag("yearly");
  bool lunar = s.flag("lunar");
  if (yearly && lunar) {
    s.report(s.at("lunar"), msg("dates are either yearly or lunar, and these are both"),
             msg("leave out either \"yearly\" or \"lunar\""));
  }
  // Then it is unknown whether dates recur, so it is also unknown how to read them.
  if (s.has_wrong_flag("yearly") || s.has_wrong_flag("lunar")) return;
  c.repeats = lunar    ? programme::recurrence::lunar
              : yearly ? programme::recurrence::yearly
                       : programme::recurrence::none;
  c.from = read_date(s, "from", c.repeats);
  c.to = read_date(s, "to", c.repeats);
  if (c.repeats != programme::recurrence::none && !(s.has("from") && s.has("to"))) {
    s.report(s.at(yearly ? "yearly" : "lunar"), msg("dates that recur need both \"from\" and \"to\""),
             msg("add the missing one as MM-DD"));
  }
  if (c.repeats == programme::recurrence::none && c.from && c.to && *c.to < *c.from) {
    s.report(s.at("to"), msg("it ends on {}, before it begins", programme::format_date(*c.to)),
             msg("correct \"from\" or \"to\""));
  }
}

}  // namespace

programme::weekday_set read_days(const section& s) {
  auto text = s.text("days");
  if (!text) return programme::every_day;
  auto days = programme::parse_days(text->value);
  if (!days) {
    s.report(text->at, msg("the days \"{}\" are not understood", shown(text->value)),
             msg("write them as mon-fri, sat,sun or mon-wed,fri"));
  }
  return days.value_or(programme::every_day);
}

programme::day_hours read_hours(const section& s, const placed_text& text) {
  auto hours = programme::parse_hours(text.value);
  if (!hours) {
    s.report(text.at, msg("the hours \"{}\" are not understood", shown(text.value)),
             msg("write them as 07:00-17:30; 22:00-02:00 crosses midnight"));
  }
  return hours.value_or(programme::day_hours{});
}

std::vector<programme::opening> read_openings(const section& s, std::string_view key, diagnostics& problems) {
  std::vector<programme::opening> all;
  for (const toml::table* t : s.tables(key, max_windows)) {
    section o(*t, problems, {"days", "hours"});
    auto hours = o.text("hours");
    all.push_back({read_days(o), hours ? read_hours(o, *hours) : programme::day_hours{}});
  }
  return all;
}

void read_window(const section& s, programme::run_window& c) {
  read_dates(s, c);
  c.days = read_days(s);
  for (const placed_text& h : s.texts("hours", max_windows)) c.hours.push_back(read_hours(s, h));
  if (s.has_empty_list("hours")) {
    s.report(s.at("hours"), msg("the list of hours is empty"),
             msg("leave \"hours\" out for what runs all day"));
  }
  for (const placed_text& d : s.texts("except", max_references)) {
    auto date = programme::parse_date(d.value);
    if (date) {
      c.except.push_back(*date);
    } else {
      note_bad_date(s, d, msg("write a date that exists as YYYY-MM-DD"));
    }
  }
  if (auto rule = s.text("rrule"); rule && !rule->value.empty()) {
    c.rrule = rule->value;
    if (auto parts = schedule::parse_rule(rule->value); !parts) {
      s.report(rule->at, parts.error().what, parts.error().remedy, parts.error().code);
    }
  }
}

}  // namespace bangtin::playlists::text
