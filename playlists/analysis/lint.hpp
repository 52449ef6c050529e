// Checks a valid programme for what its author probably did not mean: campaigns that never play, cadences
// that ask for more than all the time, screens with nothing to show. Pure, like the timeline that it calls.
//
// `check` looks at three things: the values themselves; the calendar of the next two years, for what never
// comes; and the timeline of the next days, for what comes but differs from what a reader of the file
// expects. Screens with the same opening hours and the same campaigns show the same, so it checks one of them
// for all.
#pragma once

#include <vector>

#include "playlists/analysis/finding.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::analysis {

// The findings, worst first; within a kind in the programme's order; at most `max_findings`. `p` must be free
// of bad references (programme_check.hpp). If the steps run out, it checks fewer days or screens, claims
// nothing about the rest, and adds a `capped` finding.
std::vector<finding> check(const programme::programme& p, utc_ms now, const horizon& ahead = {});

// Only whether a signed programme's validity has ended or ends soon. No findings for a programme that was
// never signed.
std::vector<finding> check_validity(const programme::programme& p, utc_ms now);

}  // namespace bangtin::playlists::analysis
