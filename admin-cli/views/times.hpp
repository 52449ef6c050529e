// Formats and parses instants as people write them: in the site's zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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

// Parses an instant: `2026-10-05T09:30` or `2026-10-05 09:30:15` in the wall time of the zone (a known IANA
// name), `09:30` on the zone's local day at `now`, or RFC 3339 with its offset. A wall time that a clock
// change skips means the instant of the change; one that occurs twice means its first occurrence. Years 1970
// to 9999; nothing for other texts.
std::optional<utc_ms> parse_instant(std::string_view text, const std::string& timezone, utc_ms now);

}  // namespace bangtin::admin_cli::views
