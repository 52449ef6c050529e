// How a screen is, judged from what the daemon knows of it: the daemon, the command and the page say the
// same. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::wire::admin {

// ---- how it stands with a programme
// A screen that was not seen for this long counts as silent.
constexpr std::chrono::minutes silent_after{3};
bool is_silent(const screen& s, utc_ms now);

enum class changeover_state {
  on_show,       // it shows the programme
  changes_over,  // it has everything, and changes over at `at`
  fetches,       // it fetches the files
  not_heard,     // it reports, but not of this programme
  cannot_say,    // its player is too old to say
  silent,        // it has not been heard of for some minutes, or never
  no_display,    // it has nothing to show it on
  unpaired       // the programme has the screen, but no player is paired with it
};
struct changeover {
  std::string screen;
  changeover_state state = changeover_state::silent;
  std::int64_t version = 0;                   // of the programme that it changes over to
  std::int64_t shows = 0;                     // the version that it shows; 0: none
  std::optional<utc_ms> at;                   // only when it changes over
  std::int64_t bytes = 0, missing_bytes = 0;  // of the files that it fetches
  bool waits = false;                         // for its download hours
  std::optional<std::chrono::seconds> left;   // until they are here; empty: nothing arrives, or not known yet
  std::optional<utc_ms> last_seen;
  bool operator==(const changeover&) const = default;
};

// What the screen says about the programme `version`, or about a newer one.
changeover changeover_of(const screen& s, std::int64_t version, utc_ms now);
// Whether the screen has reported minutes after the published programme was approved.
bool is_late(const screen& s, const site& site);
// How the daemon serves the screen: what it says itself, or "frozen" when it reports and has not been offered
// what was published minutes before.
std::string supply_of(const screen& s, const site& site, utc_ms now);

// ---- in one word
constexpr std::int64_t little_disk_bytes = 500'000'000;
constexpr std::int64_t wrong_clock_ms = 5'000;
constexpr std::int64_t hot_c = 80;  // processors slow down not far above

std::optional<std::int64_t> temperature_c(const screen& s);

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
bool is_missed(const screen& s, utc_ms now);

screen_state state_of(const screen& s, const site& site, utc_ms now);
// "no_player", "silent", …: the word in JSON.
std::string_view to_string(screen_state s);
// Whether somebody should do something.
bool needs_attention(screen_state s);

}  // namespace bangtin::wire::admin
