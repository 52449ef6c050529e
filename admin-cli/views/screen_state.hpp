// The state of a screen in one word, from what the daemon knows of it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

constexpr std::int64_t little_disk_bytes = 500'000'000;
constexpr std::int64_t wrong_clock_ms = 5'000;
constexpr std::int64_t hot_c = 80;  // processors slow down not far above

std::optional<std::int64_t> temperature_c(const wire::admin::screen& s);

// The state of a screen in one word, the worst first.
enum class screen_state {
  no_player,       // the programme has it, and no player was ever paired as it
  silent,          // it should have been heard of
  no_display,      // its player has nothing to show on
  display_off,     // its display is off or unplugged
  evidence_doubt,  // its evidence contradicts itself
  unpaired,        // its player plays on and shows a code
  never_seen,      // it was paired and has not reported yet
  not_planned,     // the published programme does not have it
  faulty,          // it reports a problem, or its machine is in danger
  updates,         // it fetches the published programme, or changes over to it
  closed,
  fine
};

// A screen whose last report came by USB stick is missed only after this long: somebody brings a stick about
// once a month.
constexpr std::chrono::hours carried_missed_after{35 * 24};
// Whether it should have been heard of by now; is_silent() says whether it can answer at once.
bool is_missed(const wire::admin::screen& s, utc_ms now);

screen_state state_of(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now);
// "no_player", "silent", …: the word in JSON.
std::string_view to_string(screen_state s);
// Whether somebody should do something.
bool needs_attention(screen_state s);

}  // namespace bangtin::admin_cli::views
