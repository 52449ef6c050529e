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

// Which year is meant where none is written: of the next such day, or of the last one. Today is both.
enum class tense { coming, past };

// `2027-03-31`, `2027-3-31`, `31/3/2027`, `31/3`, `hôm nay`, `today`, `mai`, `ngày mai`, `tomorrow`, `hôm
// qua`, `yesterday`, `1 tháng 10`, `ngày 1 tháng 10 năm 2026`, `1 October`, `Oct 1, 2026`. With slashes the
// day comes first. Nothing for a day that does not exist and for any other text.
std::optional<playlists::programme::calendar_date> parse_day(std::string_view text,
                                                             const playlists::programme::calendar_date& today,
                                                             tense year = tense::coming);
// The same for a day that comes after another: one without a year is the next one on or after `not_before`.
// Words like `mai` count from today all the same.
std::optional<playlists::programme::calendar_date> parse_later_day(
    std::string_view text, const playlists::programme::calendar_date& today,
    const playlists::programme::calendar_date& not_before);

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
