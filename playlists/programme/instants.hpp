// Instants and local days, the programme's two notions of time. An instant is UTC; a local day is a date in
// the site's time zone. playlists/schedule/calendar.hpp converts between them.
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
