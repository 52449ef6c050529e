// Weekdays, hours and durations as people type them, in Vietnamese and English. Days with a date are in
// days.hpp, instants in instants.hpp. What the programme file's notation reads
// (playlists/programme/notation.hpp) is read here too, with the same meaning. Pure; letter case and form
// (NFC, NFD) count nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// `mon-fri`, `sat, sun`, `Monday to Friday`, `t2-t6`, `thứ hai đến thứ sáu`, `thứ 2, 4, 6`, `cn`, `chủ nhật`,
// `weekdays`, `cuối tuần`, `hằng ngày`. Vietnamese counts weekdays from Sunday, 1: `t2` is Monday. Nothing
// for other texts, and for a text without any day.
std::optional<playlists::programme::weekday_set> parse_weekdays(std::string_view text);

// One or several hours of a day with commas between: `7:00-11:30`, `7h-11h30`, `7-11h30, 13h30-17h`, `từ 7
// giờ đến 11 giờ 30`. Whole minutes of the 24-hour clock; `22h-2h` crosses midnight. An empty vector for `cả
// ngày`, `all day`. Nothing for other texts.
std::optional<std::vector<playlists::programme::day_hours>> parse_typed_hours(std::string_view text);

// `15m`, `1h30`, `15 phút`, `1 giờ 30 phút`, `2 tiếng`, `30 seconds`, `500ms`; more than 0 and at most 30
// days. Nothing for other texts, and for a number without a unit.
std::optional<std::chrono::milliseconds> parse_typed_duration(std::string_view text);

}  // namespace bangtin::admin_cli::views
