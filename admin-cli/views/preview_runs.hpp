// Condenses a day's slots, thousands of them, into a page that people can read. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::admin_cli::views {

// Airtime of one campaign (-1: the slate) within a stretch of time. It counts the milliseconds of slots, so
// the parts of a stretch add up to its airtime.
struct airtime_part {
  std::int32_t campaign = -1;
  std::int64_t plays = 0;  // all pages of a guide together count as one
  milliseconds airtime{};
  bool operator==(const airtime_part&) const = default;
};

// A stretch in which the same campaigns alternate. No parts: the screen is closed.
struct preview_run {
  utc_ms from, to;
  std::vector<airtime_part> parts;  // the most airtime first, then by index
  bool operator==(const preview_run&) const = default;
};

// A campaign that is not shown for this long has stopped; after a shorter gap it was only not its turn.
constexpr std::chrono::minutes turn_gap{30};
// Edges closer than this to the previous one count as one edge, because campaigns that begin in the same
// minute have their first slots one after the other.
constexpr std::chrono::minutes same_edge{5};

std::vector<preview_run> runs_of(const std::vector<playlists::schedule::slot>& slots);

}  // namespace bangtin::admin_cli::views
