// What is wrong with a programme although it can be computed with: campaigns that never play, cadences that
// ask for more than all the time, screens with nothing to show. Pure, like the timeline that it asks.
//
// `check` looks at three things: at the values themselves; at the calendar of the next two years, for what
// never comes; and at the timeline of the next days, for what comes and is not as one would read the file.
// Screens with the same opening hours and the same campaigns show the same, so one stands for all of them.
#pragma once

#include <vector>

#include "playlists/analysis/finding.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

// The findings, worst first, within a kind in the programme's order; at most `most_findings`. `p` must be
// free of bad references (programme_check.hpp). When the steps do not suffice, fewer days or screens are
// looked at, nothing is claimed of what was not, and a `capped` finding says so.
std::vector<finding> check(const programme::programme& p, utc_ms now, const horizon& ahead = {});

// Only whether a signed programme's validity is over or ends soon. Nothing for one that was never signed.
std::vector<finding> check_validity(const programme::programme& p, utc_ms now);

}  // namespace bangtin::playlists::analysis
