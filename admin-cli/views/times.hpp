// Formats instants as people write them: in the site's zone.
#pragma once

#include <chrono>
#include <string>

#include "base/clock.hpp"

namespace bangtin::admin_cli::views {

// "2026-10-10 07:00:12" in the zone (an IANA name; UTC if it is unknown).
std::string local_time(utc_ms t, const std::string& timezone);
// "2026-10-10T07:00:12.000+07:00" in the zone.
std::string local_rfc3339(utc_ms t, const std::string& timezone);
// "2026-10-10" in UTC, for validity periods of months and years.
std::string short_date(utc_ms t);
// "3 min ago", "just now", "2 days ago" in the process language.
std::string ago(utc_ms then, utc_ms now);
// "YYYY-MM" of the instant in the zone.
std::string month_of(utc_ms t, const std::string& timezone);

}  // namespace bangtin::admin_cli::views
