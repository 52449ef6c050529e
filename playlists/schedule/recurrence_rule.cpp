// Every part of a rule either selects periods (FREQ with INTERVAL) or names days by their place in a month,
// year or week. A day occurs when its period is selected and every part that is present names it. What the
// RFC calls expanding is the reverse view: an absent part names every day, unless no smaller part is present;
// then the start's own weekday, day or month takes its place.
#include "playlists/schedule/recurrence_rule.hpp"

#include <vector>

namespace bangtin::playlists::schedule {

namespace {

using std::chrono::days;
using std::chrono::January;
using std::chrono::year;
using std::chrono::year_month_day;

unsigned weekday_of(programme::local_day d) {
  return std::chrono::weekday(d).iso_encoding() - 1;
}

programme::local_day first_of(year y) {
  return programme::local_day(y / January / 1);
}

// The position among similar days, from 1, and their number.
struct place {
  std::int64_t n, of;
};

place in_month(year_month_day date) {
  const auto last = (date.year() / date.month() / std::chrono::last).day();
  return {static_cast<unsigned>(date.day()), static_cast<unsigned>(last)};
}

place in_year(programme::local_day d, year y) {
  return {(d - first_of(y)).count() + 1, y.is_leap() ? 366 : 365};
}

// The position among the days of the same weekday.
place of_weekday(place p) {
  const std::int64_t n = (p.n - 1) / 7 + 1, after = (p.of - p.n) / 7;
  return {n, n + after};
}

bool holds(const ordinals& set, place p) {
  return set.holds(p.n, p.of);
}

}  // namespace

recurrence_rule::recurrence_rule(const rule_parts& parts, programme::local_day start, const calendar& site)
    : parts_(parts), start_(start), last_(programme::local_day::max()) {
  if (parts_.until) last_ = parts_.until->instant ? site.day_of(*parts_.until->instant) : parts_.until->date;
  fill_from_start();
  by_ = {parts_.months.any(), parts_.month_days.any(), parts_.year_days.any(),
         parts_.weeks.any(),  parts_.has_weekdays(),   parts_.positions.any()};
  const period first = period_of(start_);
  const bool occurs = is_named(start_) && (!by_.positions || is_chosen(first, start_));
  const bool by_year = parts_.every == frequency::yearly;
  // A start that occurs is the first occurrence, also when its week belongs to the neighbouring year.
  start_period_ = by_year && !occurs ? static_cast<int>(year_month_day(start_).year()) : first.number;
}

void recurrence_rule::fill_from_start() {
  const year_month_day date(start_);
  const bool names_days = parts_.has_weekdays() || parts_.month_days.any() || parts_.year_days.any();
  if (names_days || parts_.every == frequency::daily) return;
  if (parts_.every == frequency::weekly || parts_.weeks.any()) {
    parts_.weekdays.set(weekday_of(start_));
    return;
  }
  parts_.month_days.forward.set(static_cast<unsigned>(date.day()));
  if (parts_.every == frequency::yearly && parts_.months.none()) {
    parts_.months.set(static_cast<unsigned>(date.month()));
  }
}

bool recurrence_rule::occurs_on(programme::local_day d) const {
  if (d < start_ || d > last_ || !is_named(d)) return false;
  const period p = period_of(d);
  if ((p.number - start_period_) % parts_.interval != 0) return false;
  if (by_.positions && !is_chosen(p, d)) return false;
  return parts_.count == 0 || is_counted(d);
}

// ---- periods

programme::local_day recurrence_rule::week_of(programme::local_day d) const {
  return d - days((weekday_of(d) + 7 - parts_.week_start) % 7);
}

programme::local_day recurrence_rule::first_week(year y) const {
  return week_of(first_of(y) + days(3));  // 4 January is always in week 1
}

recurrence_rule::period recurrence_rule::period_of(programme::local_day d) const {
  switch (parts_.every) {
    case frequency::daily:
      return {d, d + days(1), d.time_since_epoch().count()};
    case frequency::weekly: {
      const programme::local_day first = week_of(d);
      return {first, first + days(7),
              std::chrono::floor<std::chrono::weeks>(first.time_since_epoch()).count()};
    }
    case frequency::monthly: {
      const year_month_day date(d);
      const programme::local_day first = d - days(static_cast<unsigned>(date.day()) - 1);
      const auto number = static_cast<int>(date.year()) * 12LL + static_cast<unsigned>(date.month());
      return {first, first + days(in_month(date).of), number};
    }
    case frequency::yearly:
      break;
  }
  if (!by_.weeks) {
    const year y = year_month_day(d).year();
    return {first_of(y), first_of(y + std::chrono::years(1)), static_cast<int>(y)};
  }
  const year y = year_month_day(week_of(d) + days(3)).year();
  return {first_week(y), first_week(y + std::chrono::years(1)), static_cast<int>(y)};
}

// ---- days

bool recurrence_rule::is_named(programme::local_day d) const {
  if (by_.weekdays && !is_named_weekday(d)) return false;
  if (by_.needs_date()) {
    const year_month_day date(d);
    if (by_.months && !parts_.months[static_cast<unsigned>(date.month())]) return false;
    if (by_.month_days && !holds(parts_.month_days, in_month(date))) return false;
    if (by_.year_days && !holds(parts_.year_days, in_year(d, date.year()))) return false;
  }
  return !by_.weeks || is_in_named_week(d);
}

bool recurrence_rule::is_named_weekday(programme::local_day d) const {
  const unsigned weekday = weekday_of(d);
  if (parts_.weekdays[weekday]) return true;
  if (!parts_.numbered) return false;
  const year_month_day date(d);
  const bool of_month = parts_.every == frequency::monthly || by_.months;
  return holds(parts_.nth_days[weekday], of_weekday(of_month ? in_month(date) : in_year(d, date.year())));
}

bool recurrence_rule::is_in_named_week(programme::local_day d) const {
  const programme::local_day week = week_of(d);
  const year y = year_month_day(week + days(3)).year();
  const programme::local_day first = first_week(y);
  const programme::local_day end = first_week(y + std::chrono::years(1));
  return holds(parts_.weeks, {(week - first).count() / 7 + 1, (end - first).count() / 7});
}

bool recurrence_rule::is_chosen(const period& p, programme::local_day d) const {
  place among{1, 0};
  for (programme::local_day other = p.first; other < p.end; other += days(1)) {
    if (!is_named(other)) continue;
    ++among.of;
    if (other < d) ++among.n;
  }
  return holds(parts_.positions, among);
}

// Whether fewer than COUNT days have occurred before this one, which itself occurs if COUNT permits.
bool recurrence_rule::is_counted(programme::local_day d) const {
  if ((d - start_).count() < parts_.count) return true;
  std::int64_t before = 0;
  std::vector<programme::local_day> named;
  for (period p = period_of(start_); p.first < d; p = period_of(p.end)) {
    if ((p.number - start_period_) % parts_.interval != 0) continue;
    named.clear();
    for (programme::local_day other = p.first; other < p.end; other += days(1)) {
      if (is_named(other)) named.push_back(other);
    }
    const auto all = static_cast<std::int64_t>(named.size());
    for (std::int64_t i = 0; i < all; ++i) {
      const programme::local_day other = named[static_cast<std::size_t>(i)];
      const bool chosen = !by_.positions || parts_.positions.holds(i + 1, all);
      if (chosen && other >= start_ && other < d && ++before == parts_.count) return false;
    }
  }
  return true;
}

}  // namespace bangtin::playlists::schedule
