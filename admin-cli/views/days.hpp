// Days as people write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// The local day of the instant in the zone (an IANA name; UTC if it is unknown).
playlists::programme::calendar_date today_in(const std::string& timezone, utc_ms now);

// `2027-03-31`, `2027-3-31`, `31/3/2027`, `31/3` (that day of this year, of the next one if it is over),
// `hôm nay`, `today`, `mai`, `ngày mai`, `tomorrow`. With slashes the day comes first. Nothing for a day that
// does not exist and for any other text.
std::optional<playlists::programme::calendar_date> parse_day(
    std::string_view text, const playlists::programme::calendar_date& today);

// `2026-10`, `2026-1`, `10/2026`, `2026/10`, `tháng 10/2026`; and where `today` is given the months in words
// below. The result is "2026-10". Nothing for any other text.
std::optional<std::string> parse_month(std::string_view text,
                                       const std::optional<playlists::programme::calendar_date>& today);
// `tháng này`, `this month`, `tháng trước`, `last month`.
bool is_month_in_words(std::string_view text);

}  // namespace bangtin::admin_cli::views
