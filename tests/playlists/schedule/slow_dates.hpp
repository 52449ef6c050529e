// On which days a campaign runs, a second time and for tests: by looking at one date after the other, from
// the words of docs/timeline.md. Slow, and without any of the library's code.
#pragma once

#include <optional>
#include <string>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// Whether hours that begin on this day belong to the campaign. A campaign with lunar dates must be asked for
// days of the table in slow_dates.cpp only (it throws std::out_of_range), one with an rrule must have a rule
// that `rule_has` understands.
bool slow_runs_on(const programme::campaign& c, programme::local_day d);

// Whether the day is an occurrence of the rule that starts at `start`: FREQ DAILY, WEEKLY, MONTHLY or YEARLY
// with INTERVAL, COUNT, UNTIL as a date, BYDAY (with ordinals in MONTHLY), BYMONTHDAY, BYMONTH. Weeks begin
// on Monday. Throws std::invalid_argument for anything else.
bool rule_has(const std::string& rule, programme::local_day start, programme::local_day d);

// The Vietnamese date: from a table of new moons, see the source.
struct lunar_day {
  int month, day;
  bool leap;
};
lunar_day slow_lunar(programme::local_day d);
// Whether the table knows the day.
bool slow_lunar_knows(programme::local_day d);

}  // namespace bangtin::playlists::testing
