// The time of day as viewers read it: always in Vietnamese, whatever the language of the staff. Pure; errors
// are empty texts.
#pragma once

#include <string>
#include <string_view>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::overlay {

struct wall_clock {
  std::string time;  // "14:05"
  std::string date;  // "Chủ nhật, 22/11/2026"
  bool operator==(const wall_clock&) const = default;
};

// Time and date at `t` in the zone (an IANA name); both empty when this machine does not know the zone.
wall_clock wall_clock_at(utc_ms t, std::string_view zone);

}  // namespace bangtin::player::overlay
