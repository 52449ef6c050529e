// When a screen is open under one programme and closed under another. Pure.
#pragma once

#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"

namespace bangtin::playlists::analysis {

// A time in which the screen is open under one programme only.
struct opening_change {
  utc_ms from{}, to{};
  bool opens = false;  // the later programme opens it; else the earlier one did
  bool operator==(const opening_change&) const = default;
};

constexpr std::size_t max_openings = 3;

// The first `max_openings` such times of the week that begins at `now`, ascending; without those that come
// again at the same time of another day.
std::vector<opening_change> opening_changes(const schedule::calendar& before, const programme::screen& was,
                                            const schedule::calendar& after, const programme::screen& is,
                                            utc_ms now);

}  // namespace bangtin::playlists::analysis
