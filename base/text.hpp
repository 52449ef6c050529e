// Small text functions that several folders need and no library in use offers. Pure and thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin {

// Well-formed UTF-8 (RFC 3629) without control characters except tab and newline.
bool is_clean_utf8(std::string_view text);
// The text made safe for printing and logging: malformed UTF-8 and control characters become U+FFFD.
std::string printable(std::string_view text);
// The number of terminal columns that the text takes: wide East Asian characters take two, combining marks
// none (wcwidth(3)).
std::size_t columns(std::string_view text);

// Parses durations of the programme file: `500ms`, `12s`, `1m30s`, `2h`. Units go from large to small, each
// at most once, without signs or spaces. Nothing unless the total is more than 0 and at most 30 days.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// The shortest text that parses to the same duration: 90 s gives "1m30s".
std::string format_duration(std::chrono::milliseconds d);

// The known name most similar to `written`, if at most a third of its letters differ; for "did you mean".
std::optional<std::string> closest(std::string_view written, std::span<const std::string> known);

// Appends the text as one field of RFC 4180, in quotes if it needs them. A text that a spreadsheet would run
// as a formula gets a "'" in front.
void append_csv_field(std::string& out, std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);

}  // namespace bangtin
