// The time of day as the public reads it: in Vietnamese, whatever language those speak who run the screen.
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

// At that instant in that zone (an IANA name); both empty for a zone that this machine does not know.
wall_clock wall_clock_at(utc_ms t, std::string_view zone);

}  // namespace bangtin::player::overlay
