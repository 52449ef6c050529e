// Instants as people read them: in the site's zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace bangtin::admin_cli::views {

// "2026-10-10 07:00:12" in the zone (an IANA name; UTC where it is unknown).
std::string local_time(utc_ms t, const std::string& timezone);
// "2026-10-10T07:00:12.000+07:00" in the zone.
std::string local_rfc3339(utc_ms t, const std::string& timezone);
// "2026-10-10", in UTC: for validity of months and years.
std::string short_date(utc_ms t);
// "3 min ago", "just now", "2 days ago" in the language of the process.
std::string ago(utc_ms then, utc_ms now);
// "YYYY-MM" of the instant in the zone.
std::string month_of(utc_ms t, const std::string& timezone);

// An instant as people write it: `2026-10-05T09:30` or `2026-10-05 09:30:15` on the clocks of the zone (a
// known IANA name), `09:30` of the day that it is there at `now`, or RFC 3339 with its offset. A time that
// clocks leave out is the instant at which they are put forward; one that comes twice is its first. Years
// 1970 to 9999; nothing for anything else.
std::optional<utc_ms> parse_instant(std::string_view text, const std::string& timezone, utc_ms now);

}  // namespace bangtin::admin_cli::views
