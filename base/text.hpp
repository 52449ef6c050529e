// Small things about text that several folders need and no library here offers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin {

// Well-formed UTF-8 (RFC 3629) without control characters but tab and newline.
bool is_clean_utf8(std::string_view text);
// The text made safe to print and to log: bytes that are not UTF-8 and control characters become U+FFFD.
std::string printable(std::string_view text);
// How many columns a terminal gives the text: wide East Asian characters take two, combining marks none
// (wcwidth(3)).
std::size_t columns(std::string_view text);

// Durations as in the programme file: `500ms`, `12s`, `1m30s`, `2h`. Parts go from large to small, each once,
// no signs, no spaces; more than 0 and at most 30 days, else nothing.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// The shortest text which parses to the same: 90 s is "1m30s".
std::string format_duration(std::chrono::milliseconds d);

// The known name that is most like what was written (at most a third of its letters differ), for "did you
// mean".
std::optional<std::string> closest(std::string_view written, std::span<const std::string> known);

// Appends the text as one field of RFC 4180: in quotes where it needs them. A text that a spreadsheet would
// run as a formula gets a "'" before it.
void append_csv_field(std::string& out, std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);

}  // namespace bangtin
