// The timeline a second time, for tests: straight from the words of the rules, minute by minute and campaign
// by campaign, with fractions of unbounded size and no data structure at all. Only for time zones that never
// change their clocks, and playlists in sequence.
#pragma once

#include "playlists/timeline.hpp"

namespace bangtin::playlists::testing {

std::vector<slot> naive_timeline(const programme& p, const screen& on, local_day d);

// Whether the windows of the campaign hold at that minute of the day.
bool is_active(const campaign& c, local_day d, int minute);
bool is_open_at(const screen& s, local_day d, int minute);

}  // namespace bangtin::playlists::testing
