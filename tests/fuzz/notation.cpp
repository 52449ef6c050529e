// Parses each line of the input as each notation.
#include "playlists/programme/notation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "fuzz/entries.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::fuzz {

namespace {

void hold_duration(std::string_view text) {
  const auto d = parse_duration(text);
  if (!d) return;
  promise(d->count() > 0 && *d <= std::chrono::days(30), "a duration out of range");
  const std::string printed = format_duration(*d);
  promise(parse_duration(printed) == d, "a duration changes by printing");
}

void hold_days_and_hours(std::string_view text) {
  if (const auto days = playlists::programme::parse_days(text)) {
    promise(*days != 0 && *days <= playlists::programme::every_day, "a set of no days");
    promise(playlists::programme::parse_days(playlists::programme::format_days(*days)) == days,
            "days change by printing");
  }
  if (const auto hours = playlists::programme::parse_hours(text)) {
    promise(playlists::programme::is_valid_hours(*hours), "hours that cannot be");
    promise(playlists::programme::parse_hours(playlists::programme::format_hours(*hours)) == hours,
            "hours change by printing");
  }
}

void hold_dates(std::string_view text) {
  const auto date = playlists::programme::parse_date(text);
  promise(!date || (playlists::programme::is_valid_date(*date) &&
                    playlists::programme::format_date(*date) == text),
          "a date changes by printing");
  promise(!(date && playlists::programme::is_date_out_of_range(text)), "a date both in and out of range");
  const auto yearly = playlists::programme::parse_month_day(text);
  promise(!yearly || (playlists::programme::is_valid_month_day(*yearly) &&
                      playlists::programme::format_date(*yearly) == text),
          "a yearly date changes");
  const auto lunar = playlists::programme::parse_lunar_month_day(text);
  promise(!lunar || (playlists::programme::is_valid_lunar_month_day(*lunar) &&
                     playlists::programme::format_date(*lunar) == text),
          "a lunar date changes");
}

void hold_rule(std::string_view text) {
  const auto rule = playlists::schedule::parse_rule(text);
  if (rule) {
    promise(rule->interval >= 1 && rule->interval <= playlists::schedule::max_number && rule->count >= 0 &&
                rule->count <= playlists::schedule::max_number,
            "a rule's numbers out of range");
  } else {
    promise(!rule.error().what.empty() && !rule.error().remedy.empty(), "a refusal without words");
  }
}

void hold_words(std::string_view text) {
  if (const auto l = playlists::programme::level_from(text))
    promise(to_string(*l) == text, "a level changes");
  if (const auto o = playlists::programme::item_order_from(text))
    promise(to_string(*o) == text, "an order changes");
  if (const auto k = playlists::programme::media_kind_from(text))
    promise(to_string(*k) == text, "a kind changes");
}

void hold_text(std::string_view text) {
  const std::string safe = printable(text);
  promise(is_clean_utf8(safe), "a printable text with control characters");
  promise(printable(safe) == safe, "a printable text changes by being made printable");
  promise(columns(safe) <= 2 * safe.size(), "a text wider than its bytes");
  static const std::vector<std::string> known{"lobby", "hallway", "sảnh", "dich-vu-cong", ""};
  const auto meant = closest(text, known);
  promise(!meant || std::find(known.begin(), known.end(), *meant) != known.end(), "nobody is called that");
}

}  // namespace

void notation(std::string_view bytes) {
  for (const std::string& line : split(bytes.substr(0, 4096), '\n')) {
    hold_duration(line);
    hold_days_and_hours(line);
    hold_dates(line);
    hold_rule(line);
    hold_words(line);
    hold_text(line);
  }
}

}  // namespace bangtin::fuzz
