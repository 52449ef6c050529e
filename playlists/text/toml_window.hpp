// When campaigns and tickers run and screens are open, read from a table of the programme file: days, hours,
// dates, exceptions and rules. Internal to the reader of the programme file.
#pragma once

#include "playlists/text/toml_section.hpp"

namespace bangtin::playlists::text {

// Of the key `days`; every day when it is absent.
programme::weekday_set read_days(const section& s);
// Of one text such as "07:00-17:30".
programme::day_hours read_hours(const section& s, const placed_text& text);
// Of a list of `{ days, hours }`, such as `open`.
std::vector<programme::opening> read_openings(const section& s, std::string_view key, diagnostics& problems);
// Of a campaign or a ticker: from, to, yearly, lunar, days, hours, rrule, except.
void read_window(const section& s, programme::run_window& c);

}  // namespace bangtin::playlists::text
