// One number per lunar year encodes which months are long, which month has a leap month after it, and how
// many days after the first of January the year begins. A date is found by walking through the months of one
// year.
#include "playlists/schedule/lunar.hpp"

#include <array>
#include <cstdint>
#include <tuple>

namespace bangtin::playlists::schedule {

namespace {

using std::chrono::days;
using std::chrono::January;
using std::chrono::year;

// Bits 0 to 12: 1 for each month of 30 days, in order, including a leap month. Bits 13 to 16: the month that
// a leap month follows, or 0. From bit 17: days from the first of January to the year's first day.
constexpr int first_year = 1899;
constexpr int last_year = 2100;
constexpr std::array<std::uint32_t, last_year - first_year + 1> years{
#include "playlists/schedule/lunar_table.inc"
};

constexpr programme::local_day first_of(int gregorian_year) {
  return programme::local_day(year(gregorian_year) / January / 1);
}

struct packed_year {
  explicit packed_year(int of) : bits(years[static_cast<std::size_t>(of - first_year)]), number(of) {}

  programme::local_day begins() const { return first_of(number) + days(bits >> 17); }
  int leap_after() const { return static_cast<int>(bits >> 13 & 0xf); }

  // Calls f(month, leap, first day, days) for each month in order, until f returns true.
  template <class F>
  void months(F f) const {
    programme::local_day first = begins();
    unsigned bit = 0;
    for (int month = 1; month <= 12; ++month) {
      for (bool leap : {false, true}) {
        if (leap && month != leap_after()) continue;
        const int length = (bits >> bit++ & 1U) != 0 ? 30 : 29;
        if (f(month, leap, first, length)) return;
        first += days(length);
      }
    }
  }

  std::uint32_t bits;
  int number;
};

bool is_known(programme::local_day d) {
  return d >= first_of(1900) && d < first_of(2101);
}

}  // namespace

std::optional<lunar_date> to_lunar(programme::local_day d) {
  if (!is_known(d)) return std::nullopt;
  const int gregorian = static_cast<int>(std::chrono::year_month_day(d).year());
  packed_year y(gregorian);
  if (d < y.begins()) y = packed_year(gregorian - 1);
  lunar_date date;
  y.months([&](int month, bool leap, programme::local_day first, int length) {
    if (d >= first + days(length)) return false;
    date = {y.number, month, leap, static_cast<int>((d - first).count()) + 1, length};
    return true;
  });
  return date;
}

std::optional<programme::local_day> from_lunar(const lunar_date& date) {
  if (date.year < first_year || date.year > last_year) return std::nullopt;
  std::optional<programme::local_day> found;
  packed_year(date.year).months([&](int month, bool leap, programme::local_day first, int length) {
    if (month != date.month || leap != date.leap) return false;
    if (date.day >= 1 && date.day <= length) found = first + days(date.day - 1);
    return true;
  });
  return found && is_known(*found) ? found : std::nullopt;
}

bool is_within(const lunar_date& date, int from_month, int from_day, int to_month, int to_day) {
  using place = std::tuple<int, bool, int>;
  const place from{from_month, false, from_day}, to{to_month, false, to_day};
  const int day_reached = date.day == date.month_days ? 30 : date.day;
  const bool after = from <= place{date.month, date.leap, day_reached};
  const bool before = place{date.month, date.leap, date.day} <= to;
  return from <= to ? after && before : after || before;
}

}  // namespace bangtin::playlists::schedule
