// A second implementation for tests of the days on which a campaign runs. It checks one date after the other,
// by the text of docs/timeline.md. Slow, and without any of the library's code.
#pragma once

#include <optional>
#include <string>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// Whether hours that begin on this day belong to the campaign. For a campaign with lunar dates, use only days
// in the table of slow_dates.cpp (others throw std::out_of_range); an rrule must be one that `rule_has`
// supports.
bool slow_runs_on(const programme::campaign& c, programme::local_day d);

// Whether the rule with start `start` occurs on the day. Supports FREQ DAILY, WEEKLY, MONTHLY or YEARLY with
// INTERVAL, COUNT, UNTIL as a date, BYDAY (with ordinals in MONTHLY), BYMONTHDAY and BYMONTH. Weeks begin on
// Monday. Throws std::invalid_argument for anything else.
bool rule_has(const std::string& rule, programme::local_day start, programme::local_day d);

// The Vietnamese date, from the table of new moons in the source.
struct lunar_day {
  int month, day;
  bool leap;
};
lunar_day slow_lunar(programme::local_day d);
// Whether the table contains the day.
bool slow_lunar_knows(programme::local_day d);

}  // namespace bangtin::playlists::testing
