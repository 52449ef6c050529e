// Questions about windows beyond one day: when something begins again, until when it lasts, and which
// condition prevents it. A campaign is represented by its run_days. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

// The functions below look two years ahead at most.
constexpr std::chrono::days next_activity_horizon{731};

// When the campaign's next window after the instant begins. Nothing: not within the horizon.
std::optional<utc_ms> next_activity(const schedule::calendar& site, const schedule::run_days& c,
                                    utc_ms after);
// Same for the screen's opening hours.
std::optional<utc_ms> next_opening(const schedule::calendar& site, const programme::screen& s, utc_ms after);

// When the campaign next runs on one of the screens while that is open and no campaign by share of a higher
// level silences it there: `at` itself if it does so then. `c` is one of p.campaigns, and the screens are of
// p.screens.
struct next_chance {
  std::optional<utc_ms> at;  // nothing: not within the horizon, or there is no screen
  bool silenced = false;     // there is none, though its hours come while a screen is open
};
next_chance next_run(const schedule::calendar& site, const programme::programme& p,
                     const programme::campaign& c, std::span<const programme::screen* const> on, utc_ms at);

// The instant until which at least one of the campaigns stays active without a break from `from` on; `from`
// itself when none is active. Nothing: beyond the horizon.
std::optional<utc_ms> activity_ends(const schedule::calendar& site, std::span<const schedule::run_days> any,
                                    utc_ms from);

// Why a campaign that is not active at the instant is not. `day` is the day on which its current hours began,
// if its hours hold and only that day is wrong; else the instant's own day. No obstacle: the day is fine, but
// its hours do not hold.
struct inactivity {
  std::optional<schedule::day_obstacle> obstacle;
  programme::local_day day;
};
inactivity why_inactive(const schedule::calendar& site, const schedule::run_days& c, utc_ms at);

// The range that contains the instant, or nullptr.
const programme::instant_range* holding(std::span<const programme::instant_range> ranges, utc_ms t);

}  // namespace bangtin::playlists::analysis
