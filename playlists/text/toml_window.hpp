// Reads from a table of the programme file when campaigns and tickers run and when screens are open: days,
// hours, dates, exceptions and rules. Reports wrong values as diagnostics. Internal to the reader of the
// programme file.
#pragma once

#include "playlists/text/toml_section.hpp"

namespace bangtin::playlists::text {

// The value of the key `days`; every day if it is absent.
programme::weekday_set read_days(const section& s);
// Parses one text, for example "07:00-17:30".
programme::day_hours read_hours(const section& s, const placed_text& text);
// A list of `{ days, hours }` under `key`, for example `open`.
std::vector<programme::opening> read_openings(const section& s, std::string_view key, diagnostics& problems);
// The window of a campaign or a ticker: from, to, yearly, lunar, days, hours, rrule, except.
void read_window(const section& s, programme::run_window& c);

}  // namespace bangtin::playlists::text
