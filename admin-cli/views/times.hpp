// Formats instants as people write them: in the site's zone, and in the form of the process language
// (base/local_forms.hpp).
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"

namespace bangtin::admin_cli::views {

// "2026-10-10 07:00:12", in Vietnamese "07:00:12 10/10/2026", in the zone (an IANA name; UTC if it is
// unknown).
std::string local_time(utc_ms t, const std::string& timezone);
// The same without seconds.
std::string local_minute(utc_ms t, const std::string& timezone);
// "07:00:12" in the zone.
std::string local_clock(utc_ms t, const std::string& timezone);
// "2026-10-10", in Vietnamese "10/10/2026": the day in the zone.
std::string local_date(utc_ms t, const std::string& timezone);
// The time alone if it is on the same day in the zone as `now`, else local_time.
std::string local_time_from(utc_ms t, const std::string& timezone, utc_ms now);
// "2026-10-10T07:00:12.000+07:00" in the zone.
std::string local_rfc3339(utc_ms t, const std::string& timezone);
// The same day in UTC, for validity periods of months and years.
std::string short_date(utc_ms t);
// "3 min ago", "just now", "2 days ago" in the process language.
std::string ago(utc_ms then, utc_ms now);
// "YYYY-MM" of the instant in the zone.
std::string month_of(utc_ms t, const std::string& timezone);

}  // namespace bangtin::admin_cli::views
