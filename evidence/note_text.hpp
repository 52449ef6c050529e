// The shape that all short signed texts share: a line with the kind and its version, then one value a line,
// each line ended by one newline. Reading is strict, so that a value has exactly one text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::evidence {

// No integer of ours is larger: every reader of JSON keeps these exactly (RFC 8785, RFC 7493).
constexpr std::int64_t largest_integer = 9'007'199'254'740'991;
// The last millisecond of the year 9999; no time of ours is later, nor before 1970.
constexpr std::int64_t largest_time_ms = 253'402'300'799'999;

// The values after the first line, which must be `kind`; nothing unless there are exactly `count` of them.
// The views live as long as the text.
std::optional<std::vector<std::string_view>> note_values(std::string_view text, std::string_view kind,
                                                         std::size_t count);

// A whole number from 0 to `most` as std::to_string writes it: no sign, no leading zero, no space.
std::optional<std::int64_t> plain_integer(std::string_view text, std::int64_t most = largest_integer);

// A log's name: 32 lower-case hexadecimal digits.
bool is_log_name(std::string_view text);
// Lower-case hexadecimal and nothing else.
bool is_lower_hex(std::string_view text, std::size_t digits);
// A name of something that people gave: 1 to `most_bytes` bytes of clean UTF-8 on one line.
bool is_one_line(std::string_view text, std::size_t max_bytes = 256);

}  // namespace bangtin::evidence
