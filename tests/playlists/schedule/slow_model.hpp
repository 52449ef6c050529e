// A second implementation of the timeline for tests, written from docs/timeline.md alone. A plain loop over
// the day: at every instant that needs a decision it determines from the calendar, from scratch, which
// campaign is active, due and smallest. It has no events and no heaps, and prepares nothing. It supports any
// programme without bad references, in any zone. For a shuffled playlist it uses the library's `rotation`.
#pragma once

#include <vector>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

std::vector<schedule::slot> slow_timeline(const programme::programme& p, const programme::screen& on,
                                          programme::local_day d);

// The integer nearest n * 618 / 1000 that is coprime with n; if two are equally near, the smaller. Found by
// trying all.
std::int64_t slow_step(std::int64_t n);

}  // namespace bangtin::playlists::testing
