// Instants as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "admin-cli/views/days.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::admin_cli::views {

// Parses an instant as people write it, in the wall time of the zone (a known IANA name): a time of day
// (`7:30`, `07:30:15.250`, `7h`, `7h30`) of the zone's local day at `now`; the same with a day before or
// behind it, as parse_day reads days (`30/11 14:16`, `hôm nay 7h`, `7h30 ngày 30/11/2026`,
// `2026-10-05T09:30`); RFC 3339 with its offset; `now`, `bây giờ`. A wall time that a clock change skips
// means the instant of the change; one that occurs twice means its first occurrence. Years 1970 to 9999;
// nothing for other texts.
std::optional<utc_ms> parse_instant(std::string_view text, const std::string& timezone, utc_ms now,
                                    tense year = tense::coming);
// What to say of a text that is none: errc::usage.
error no_instant(std::string_view text);

}  // namespace bangtin::admin_cli::views
