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

// Which year is meant where none is written: of the next such day, of the last one, or of the one that is
// nearer to today. Today is all three. Ranges of days are in date_ranges.hpp.
enum class tense { coming, past, nearest };

// `2027-03-31`, `2027-3-31`, `31/3/2027`, `31/3`, `hôm nay`, `today`, `mai`, `ngày mai`, `tomorrow`, `hôm
// qua`, `yesterday`, `1 tháng 10`, `ngày 1 tháng 10 năm 2026`, `1 October`, `Oct 1, 2026`. With slashes the
// day comes first. Nothing for a day that does not exist and for any other text.
std::optional<playlists::programme::calendar_date> parse_day(std::string_view text,
                                                             const playlists::programme::calendar_date& today,
                                                             tense year = tense::coming);
// The same as it is written: the year is 0 where none is. 29/2 is such a day.
std::optional<playlists::programme::calendar_date> parse_written_day(
    std::string_view text, const playlists::programme::calendar_date& today);

// A day that comes every year, or every year of the lunar calendar: `1/10`, `10-01` (as the programme file
// writes it), `1 tháng 10`, `1 October`; lunar `mùng 3 tháng giêng`, `rằm tháng 7`, `23 tháng chạp`. The
// result has no year. Nothing for a day that no year has, for a text with a year, and for other texts.
std::optional<playlists::programme::calendar_date> parse_recurring_day(
    std::string_view text, playlists::programme::recurrence repeats);

// `2026-10`, `2026-1`, `10/2026`, `2026/10`, `tháng 10/2026`; and where `today` is given the months in words
// below. The result is "2026-10". Nothing for any other text.
std::optional<std::string> parse_month(std::string_view text,
                                       const std::optional<playlists::programme::calendar_date>& today);
// `tháng này`, `this month`, `tháng trước`, `last month`.
bool is_month_in_words(std::string_view text);

}  // namespace bangtin::admin_cli::views
