// Instants and local days: the two ways in which the programme speaks of time. An instant is UTC; a local day
// is a date of the site's time zone. The rules between the two are those of playlists/schedule/calendar.hpp.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace bangtin::playlists::programme {

using local_day = std::chrono::local_days;  // a date of the site's zone

// Half-open: [from, to).
struct instant_range {
  utc_ms from, to;
};

// The offset from UTC that holds in [from, to).
struct offset_span {
  milliseconds offset{};
  utc_ms from, to;
};

}  // namespace bangtin::playlists::programme
