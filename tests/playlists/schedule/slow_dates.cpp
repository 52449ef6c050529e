// Answers every question for one date: its weekday, its day of the month, the number of weeks since the
// start. For COUNT it walks all days from the rule's start.
#include "playlists/schedule/slow_dates.hpp"

#include <array>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "base/text.hpp"

namespace bangtin::playlists::testing {

namespace {

using std::chrono::days;
using std::chrono::year_month_day;

programme::calendar_date date_of(programme::local_day d) {
  year_month_day y(d);
  return {int(y.year()), int(unsigned(y.month())), int(unsigned(y.day()))};
}

programme::local_day day_from(int y, int m, int d) {
  return programme::local_day(
      year_month_day(std::chrono::year(y), std::chrono::month(unsigned(m)), std::chrono::day(unsigned(d))));
}

int weekday_of(programme::local_day d) {  // 0: Monday
  return static_cast<int>(std::chrono::weekday(d).iso_encoding()) - 1;
}

// ---- the lunar calendar

struct lunar_month {
  int year, month, day;  // its first day
  int number;
  bool leap = false;
};

// Months of the Vietnamese calendar from printed almanacs: the time around Tết 2007, which was a day before
// the Chinese New Year; the year Ất Tỵ with its leap sixth month; the years Bính Ngọ and Đinh Mùi, which have
// none. The last entry of each stretch only ends the previous one (`number` 0).
const std::vector<lunar_month> lunar_months{
    {2006, 12, 20, 11}, {2007, 1, 19, 12},  {2007, 2, 17, 1},       {2007, 3, 19, 2},  {2007, 4, 17, 0},
    {2024, 12, 31, 12}, {2025, 1, 29, 1},   {2025, 2, 28, 2},       {2025, 3, 29, 3},  {2025, 4, 28, 4},
    {2025, 5, 27, 5},   {2025, 6, 25, 6},   {2025, 7, 25, 6, true}, {2025, 8, 23, 7},  {2025, 9, 22, 8},
    {2025, 10, 21, 9},  {2025, 11, 20, 10}, {2025, 12, 20, 11},     {2026, 1, 19, 12}, {2026, 2, 17, 1},
    {2026, 3, 19, 2},   {2026, 4, 17, 3},   {2026, 5, 17, 4},       {2026, 6, 15, 5},  {2026, 7, 14, 6},
    {2026, 8, 13, 7},   {2026, 9, 11, 8},   {2026, 10, 10, 9},      {2026, 11, 9, 10}, {2026, 12, 9, 11},
    {2027, 1, 8, 12},   {2027, 2, 6, 1},    {2027, 3, 8, 2},        {2027, 4, 7, 3},   {2027, 5, 6, 4},
    {2027, 6, 5, 5},    {2027, 7, 4, 6},    {2027, 8, 2, 7},        {2027, 9, 1, 8},   {2027, 9, 30, 9},
    {2027, 10, 29, 10}, {2027, 11, 28, 11}, {2027, 12, 28, 12},     {2028, 1, 26, 0},
};

const lunar_month* month_with(programme::local_day d) {
  const lunar_month* last = nullptr;
  for (const lunar_month& m : lunar_months) {
    if (day_from(m.year, m.month, m.day) <= d) last = &m;
  }
  return last != nullptr && last->number != 0 ? last : nullptr;
}

bool lunar_range_has(const programme::calendar_date& from, const programme::calendar_date& to,
                     programme::local_day d) {
  // The days of a lunar year in order; a date in the text means the ordinary month.
  lunar_day now = slow_lunar(d);
  std::tuple first(from.month, false, from.day), last(to.month, false, to.day);
  auto has = [&](int day) {
    std::tuple at(now.month, now.leap, day);
    return first <= last ? first <= at && at <= last : first <= at || at <= last;
  };
  // The last day of a month of 29 days also counts as day 30.
  bool stands_for_30 = now.day == 29 && slow_lunar(d + days(1)).day == 1;
  return has(now.day) || (stands_for_30 && has(30));
}

// ---- rules

struct rule {
  std::string freq;
  int interval = 1;
  int count = 0;
  std::optional<programme::local_day> until;
  std::set<std::pair<int, int>> by_day;  // ordinal (0: every), weekday
  std::set<int> by_month_day, by_month;
};

std::pair<int, int> weekday_from(const std::string& text) {
  static const std::map<std::string, int> names{{"MO", 0}, {"TU", 1}, {"WE", 2}, {"TH", 3},
                                                {"FR", 4}, {"SA", 5}, {"SU", 6}};
  if (text.size() < 2) throw std::invalid_argument(text);
  std::string ordinal = text.substr(0, text.size() - 2);
  return {ordinal.empty() ? 0 : std::stoi(ordinal), names.at(text.substr(text.size() - 2))};
}

rule rule_from(const std::string& text) {
  rule r;
  for (const std::string& part : split(text, ';')) {
    std::size_t equals = part.find('=');
    std::string key = part.substr(0, equals), value = part.substr(equals + 1);
    if (key == "FREQ") {
      r.freq = value;
    } else if (key == "INTERVAL") {
      r.interval = std::stoi(value);
    } else if (key == "COUNT") {
      r.count = std::stoi(value);
    } else if (key == "UNTIL" && value.size() == 8) {
      r.until =
          day_from(std::stoi(value.substr(0, 4)), std::stoi(value.substr(4, 2)), std::stoi(value.substr(6)));
    } else if (key == "BYDAY") {
      for (const std::string& day : split(value, ',')) r.by_day.insert(weekday_from(day));
    } else if (key == "BYMONTHDAY") {
      for (const std::string& day : split(value, ',')) r.by_month_day.insert(std::stoi(day));
    } else if (key == "BYMONTH") {
      for (const std::string& month : split(value, ',')) r.by_month.insert(std::stoi(month));
    } else {
      throw std::invalid_argument(part);
    }
  }
  return r;
}

int month_length(const programme::calendar_date& c) {
  return static_cast<int>(
      unsigned(std::chrono::year_month_day_last(std::chrono::year(c.year) /
                                                std::chrono::month(unsigned(c.month)) / std::chrono::last)
                   .day()));
}

// The number of whole periods between the one that contains the start and the one that contains d.
std::int64_t periods_between(const rule& r, programme::local_day start, programme::local_day d) {
  programme::calendar_date s = date_of(start), t = date_of(d);
  if (r.freq == "DAILY") return (d - start).count();
  if (r.freq == "WEEKLY") {
    auto monday = [](programme::local_day any) { return any - days(weekday_of(any)); };
    return (monday(d) - monday(start)).count() / 7;
  }
  if (r.freq == "MONTHLY") return (t.year - s.year) * 12 + t.month - s.month;
  if (r.freq == "YEARLY") return t.year - s.year;
  throw std::invalid_argument(r.freq);
}

bool weekday_fits(const rule& r, programme::local_day d) {
  programme::calendar_date t = date_of(d);
  for (auto [ordinal, weekday] : r.by_day) {
    if (weekday != weekday_of(d)) continue;
    if (ordinal == 0) return true;
    if (r.freq != "MONTHLY") throw std::invalid_argument("BYDAY");
    int from_start = (t.day - 1) / 7 + 1, from_end = (month_length(t) - t.day) / 7 + 1;
    if (ordinal == from_start || ordinal == -from_end) return true;
  }
  return false;
}

bool date_fits(const rule& r, programme::local_day start, programme::local_day d) {
  programme::calendar_date s = date_of(start), t = date_of(d);
  if (periods_between(r, start, d) % r.interval != 0) return false;
  if (!r.by_month.empty() && !r.by_month.contains(t.month)) return false;
  if (!r.by_month_day.empty() && !r.by_month_day.contains(t.day) &&
      !r.by_month_day.contains(t.day - month_length(t) - 1)) {
    return false;
  }
  if (!r.by_day.empty()) return weekday_fits(r, d);
  if (!r.by_month_day.empty()) return true;
  // The start fills in what the rule leaves open.
  if (r.freq == "WEEKLY") return weekday_of(d) == weekday_of(start);
  if (r.freq == "MONTHLY") return t.day == s.day;
  if (r.freq == "YEARLY") return t.day == s.day && (!r.by_month.empty() || t.month == s.month);
  return true;
}

}  // namespace

bool rule_has(const std::string& text, programme::local_day start, programme::local_day d) {
  rule r = rule_from(text);
  if (d < start || (r.until && d > *r.until) || !date_fits(r, start, d)) return false;
  if (r.count == 0) return true;
  int before = 0;
  for (programme::local_day earlier = start; earlier < d; earlier += days(1)) {
    if (date_fits(r, start, earlier)) ++before;
  }
  return before < r.count;
}

bool slow_lunar_knows(programme::local_day d) {
  return month_with(d) != nullptr;
}

lunar_day slow_lunar(programme::local_day d) {
  const lunar_month* m = month_with(d);
  if (m == nullptr) throw std::out_of_range("a day outside the table of lunar months");
  return {m->number, static_cast<int>((d - day_from(m->year, m->month, m->day)).count()) + 1, m->leap};
}

bool slow_runs_on(const programme::campaign& c, programme::local_day d) {
  programme::calendar_date today = date_of(d);
  if ((c.days >> weekday_of(d) & 1) == 0) return false;
  for (const programme::calendar_date& e : c.except) {
    if (e == today) return false;
  }
  if (c.repeats == programme::recurrence::none) {
    if (c.from && today < *c.from) return false;
    if (c.to && *c.to < today) return false;
  } else if (c.repeats == programme::recurrence::yearly) {
    std::pair at(today.month, today.day), first(c.from->month, c.from->day), last(c.to->month, c.to->day);
    if (first <= last ? at < first || last < at : at < first && last < at) return false;
  } else if (!lunar_range_has(*c.from, *c.to, d)) {
    return false;
  }
  if (c.rrule.empty()) return true;
  bool dated = c.repeats == programme::recurrence::none && c.from;
  return rule_has(c.rrule,
                  dated ? day_from(c.from->year, c.from->month, c.from->day) : programme::local_day{}, d);
}

}  // namespace bangtin::playlists::testing
