// When a campaign is active and when a screen is open, on one local day.
#pragma once

#include <vector>

#include "playlists/calendar.hpp"
#include "playlists/programme.hpp"
#include "playlists/timeline.hpp"

namespace bangtin::playlists {

// Whether hours that begin on this day belong to the campaign: its dates, weekdays and exceptions.
bool runs_on(const campaign& c, local_day d);

// The instants of the local day at which the campaign's windows hold; whether it applies to a screen is not
// asked. Ascending, apart from each other (windows that touch or overlap are one), clipped to the day.
// Appended to `out`.
void append_activity(const calendar& site, const campaign& c, local_day d, std::vector<instant_range>& out);

// The same of a screen's opening hours.
void append_openings(const calendar& site, const screen& s, local_day d, std::vector<instant_range>& out);

}  // namespace bangtin::playlists
