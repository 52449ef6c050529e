// Prints the table of playlists/schedule/lunar_table.inc. Build it by hand when needed:
//   cmake --build --preset dev --target print_lunar_table && build/dev/tests/print_lunar_table
#include <fmt/format.h>

#include "playlists/schedule/lunar_sky.hpp"

int main() {
  using namespace bangtin::playlists::testing;
  constexpr int first_year = 1899, last_year = 2100;
  for (int year = first_year; year <= last_year; ++year) {
    const auto months = bangtin::playlists::testing::lunar_year(year);
    unsigned packed = 0, leap = 0, bit = 0;
    for (const bangtin::playlists::testing::sky_month& m : months) {
      if (m.days == 30) packed |= 1U << bit;
      if (m.leap) leap = static_cast<unsigned>(m.month);
      ++bit;
    }
    const auto new_year_day = std::chrono::local_days(std::chrono::year(year) / 1 / 1);
    const auto from_new_year = static_cast<unsigned>((months.front().first - new_year_day).count());
    packed |= leap << 13 | from_new_year << 17;
    fmt::print("{:#08x},{}", packed, (year - first_year) % 10 == 9 || year == last_year ? "\n" : " ");
  }
}
