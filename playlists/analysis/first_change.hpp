// From when on each screen would show something else under another programme: for the person who decides on
// it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "playlists/analysis/opening_changes.hpp"
#include "playlists/analysis/overlay_changes.hpp"
#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::analysis {

// What people see of a screen.
struct sight {
  bool open = false;
  std::string campaign;  // empty: the slate
  std::string media;
  std::int32_t page = 0;  // of a guide, from 1; else 0
  bool operator==(const sight&) const = default;
};

// The content: which item is on when. How it looks is in `overlays`.
enum class screen_change_kind {
  none,     // the content is the same in the days looked at
  unknown,  // the steps ran out first
  added,    // only the later programme has the screen
  removed,  // only the earlier one has it
  content   // another item, the slate, or other hours; `before` and `after` say what
};

struct screen_change {
  std::string screen;
  screen_change_kind kind = screen_change_kind::none;
  // Of content: the first instant, not before `now`. A slate of less than five minutes before something else
  // counts as the time before it.
  utc_ms at{};
  sight before, after;  // equal where the item or the slate has another file of the same name
  // Of a screen that both have: what else people notice, ascending, whatever the content does.
  std::vector<overlay_change> overlays{};
  // The first times of the coming week in which the opening hours differ, at most `max_openings`.
  std::vector<opening_change> openings{};
  bool operator==(const screen_change&) const = default;
};

// How far to look. Work is counted in steps (a slot, or a day of one campaign), so that the same programmes
// have the same answer on every machine; the default below takes some seconds at most.
struct change_horizon {
  int days = 400;  // so that what comes once a year is seen; at least 1
  std::int64_t steps = 10'000'000;
};

// The changes of each screen, in the order of `after`, then the removed ones. Both programmes must be free of
// bad references (programme_check.hpp). The days are the local days of `after`. Titles, tasks and themes are
// no change, for nobody sees them on a screen.
std::vector<screen_change> first_changes(const programme::programme& before,
                                         const programme::programme& after, utc_ms now,
                                         const change_horizon& ahead = {});

}  // namespace bangtin::playlists::analysis
