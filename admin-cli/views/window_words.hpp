// When a campaign or a ticker runs, and how much of it, as an office writes it: "from 1 to 10 October every
// year, at 7:00–11:30 and 13:30–17:00, Monday to Friday". In the process language; otherwise pure. Whoever
// prints the words makes them safe (printing.hpp).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// "a, b and c"; of more than `max_listed` the first ones and their number: "a, b, c … (12)".
inline constexpr std::size_t max_listed = 8;
std::string listed_words(const std::vector<std::string>& parts);

// A date with its year: 2026-10-01, in Vietnamese 01/10/2026.
std::string date_words(const playlists::programme::calendar_date& d);
// "13:30 today", "07:00 on 2026-10-01", in the zone (an IANA name); with seconds where they are not 0.
std::string instant_words(utc_ms t, const std::string& timezone, utc_ms now);
// "1 h 30 min"; not negative.
std::string duration_words(std::chrono::milliseconds d);
// Of what has a length of its own, to the second: "2 min 10 s"; "–" for nothing.
std::string length_words(std::chrono::milliseconds d);
std::string weekday_words(int day);  // 0: "Monday"
// "on 2 September every year".
std::string yearly_day_words(int day, int month);
// "Monday to Friday", "Saturday and Sunday", "every day".
std::string days_words(playlists::programme::weekday_set days);
// "7:00–11:30"; "22:00–2:00 the next day".
std::string hours_words(const playlists::programme::day_hours& h);
// "Monday to Friday 7:00–17:00, Saturday 7:00–11:30"; "always open" for an empty list.
std::string openings_words(const std::vector<playlists::programme::opening>& all);

// A rule of RFC 5545 in words where it is simple ("on the first Monday of every month"), else the rule
// itself.
std::string rule_words(const std::string& rrule);
// "from 1 to 10 October every year"; empty where no date limits the window.
std::string dates_words(const playlists::programme::run_window& w);
// Dates, hours, weekdays, rule and exceptions; never empty.
std::string window_words(const playlists::programme::run_window& w);

// "lobby, group indoor and market"; "all screens".
std::string screens_words(const std::vector<std::string>& screens);
// "weight 60"; "once every 15 min".
std::string amount_words(const playlists::programme::campaign& c);
// "takes the whole screen for itself"; empty for the normal level.
std::string level_words(playlists::programme::level l);
// How its pictures and sounds are shown, where that is not the default.
std::vector<std::string> look_words(const playlists::programme::campaign& c);
// All of a campaign but its name: playlist, screens, window, amount, and what is not the default.
std::string campaign_words(const playlists::programme::campaign& c);

}  // namespace bangtin::admin_cli::views
