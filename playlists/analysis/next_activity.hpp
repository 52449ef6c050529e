// Questions about windows beyond one day: when something begins again, until when it lasts, and which
// condition stands in the way. A campaign is given by its days.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

// How far ahead is looked: two years.
constexpr std::chrono::days next_activity_horizon{731};

// When the campaign's next window after the instant begins; nothing within the horizon: nothing.
std::optional<utc_ms> next_activity(const schedule::calendar& site, const schedule::run_days& c,
                                    utc_ms after);
// The same of the screen's opening hours.
std::optional<utc_ms> next_opening(const schedule::calendar& site, const programme::screen& s, utc_ms after);

// Until when, from the instant on, at least one of the campaigns is active without a break; the instant
// itself when none is. Nothing: beyond the horizon.
std::optional<utc_ms> activity_ends(const schedule::calendar& site, std::span<const schedule::run_days> any,
                                    utc_ms from);

// Of a campaign that is not active at the instant: what keeps it from being so on the day that counts. Where
// its hours would hold but for the day on which they begin, that is the day, else the instant's own; where
// nothing is against the day, its hours do not hold.
struct inactivity {
  std::optional<schedule::day_obstacle> obstacle;
  programme::local_day day;
};
inactivity why_inactive(const schedule::calendar& site, const schedule::run_days& c, utc_ms at);

// The range that holds at the instant, or nullptr.
const programme::instant_range* holding(std::span<const programme::instant_range> ranges, utc_ms t);

}  // namespace bangtin::playlists::analysis
