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

// One character of UTF-8 (RFC 3629): its code point and its length in bytes.
struct utf8_character {
  char32_t code_point = 0;
  std::size_t length = 0;  // 0: the text is empty, or its first bytes are malformed
};
// The character at the beginning of the text.
utf8_character decode_utf8(std::string_view text);
// Whether the byte begins a character; false for a UTF-8 continuation byte.
constexpr bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}
// The longest beginning of the text that has at most `max_bytes` bytes and ends with a whole character.
std::string_view cut_at_character(std::string_view text, std::size_t max_bytes);
// The first `max_characters` characters; all of the text where it has no more.
std::string_view first_characters(std::string_view text, std::size_t max_characters);

// The text without the characters of `what` at both ends.
std::string_view trimmed(std::string_view text, std::string_view what = " \t");
// ASCII only: A to Z become a to z, in every locale. Other bytes stay.
std::string lower_case(std::string_view text);

// Well-formed UTF-8 (RFC 3629) without control characters but tab and newline.
bool is_clean_utf8(std::string_view text);
// The text made safe for printing and logging: what is malformed or what nobody sees becomes U+FFFD.
std::string printable(std::string_view text);
// The number of terminal columns that the text takes: wide East Asian characters take two, combining marks
// none (wcwidth(3)).
std::size_t columns(std::string_view text);

// A whole number from `min` to `max` in decimal digits, with "-" before it when it is negative; nothing for
// any other text.
std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max);

// Durations as in the programme file: `500ms`, `12s`, `1m30s`, `2h`. Parts go from large to small, each once,
// no signs, no spaces; more than 0 and at most 30 days, else nothing.
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
