#include "player/overlay/wall_clock.hpp"

#include <fmt/format.h>

#include <array>

#include "playlists/schedule/calendar.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::player {

wall_clock wall_clock_at(playlists::utc_ms t, std::string_view zone) {
  constexpr std::array<std::string_view, 7> days{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư",
                                                 "Thứ năm",  "Thứ sáu", "Thứ bảy"};
  if (!playlists::is_known_timezone(zone)) return {};
  auto local = t + playlists::calendar(zone).offset_at(t).offset;
  auto midnight = std::chrono::floor<std::chrono::days>(local);
  std::chrono::year_month_day date(midnight);
  std::chrono::hh_mm_ss time(local - midnight);
  return {fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count()),
          fmt::format("{}, {:02}/{:02}/{}", days[std::chrono::weekday(midnight).c_encoding()],
                      static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                      static_cast<int>(date.year()))};
}

}  // namespace bangtin::player
