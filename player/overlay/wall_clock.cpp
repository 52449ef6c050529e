// The zone's offset comes from playlists/schedule; the names of the days are a fixed Vietnamese table.
#include "player/overlay/wall_clock.hpp"

#include <fmt/chrono.h>

#include <array>

#include "playlists/schedule/calendar.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::player::overlay {

wall_clock wall_clock_at(utc_ms t, std::string_view zone) {
  constexpr std::array<std::string_view, 7> days{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư",
                                                 "Thứ Năm",  "Thứ Sáu", "Thứ Bảy"};
  if (!playlists::text::is_known_timezone(zone)) return {};
  auto local =
      std::chrono::floor<std::chrono::seconds>(t + playlists::schedule::calendar(zone).offset_at(t).offset);
  std::tm shown = fmt::gmtime(local.time_since_epoch().count());
  return {fmt::format("{:%H:%M}", shown),
          fmt::format("{}, {:%d/%m/%Y}", days[static_cast<std::size_t>(shown.tm_wday)], shown)};
}

}  // namespace bangtin::player::overlay
