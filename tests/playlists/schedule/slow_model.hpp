// The timeline a second time, for tests: from the words of docs/timeline.md and nothing else. A plain loop
// over the day. At every instant at which something must be decided, who is active, due and smallest is
// worked out anew from the calendar; there are no events, no heaps, and nothing is prepared. Any programme
// without bad references, any zone; of a shuffled playlist the order is the library's `rotation`.
#pragma once

#include <vector>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

std::vector<schedule::slot> slow_timeline(const programme::programme& p, const programme::screen& on,
                                          programme::local_day d);

// The integer nearest n * 618 / 1000 that is coprime with n, of two equally near the smaller; found by trying
// all.
std::int64_t slow_step(std::int64_t n);

}  // namespace bangtin::playlists::testing
