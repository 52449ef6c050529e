// The shape that all short signed texts share: a first line with the kind and its version, then one line per
// value; each line ends with one newline. Reading is strict, so that a value has exactly one text. Pure; any
// thread may call these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace bangtin::evidence {

// The largest integer that we write: every JSON reader keeps integers up to it exactly (RFC 8785, RFC 7493).
constexpr std::int64_t largest_integer = 9'007'199'254'740'991;
// The last millisecond of the year 9999. All our times lie between 1970 and this.
constexpr std::int64_t largest_time_ms = 253'402'300'799'999;

// The values after the first line, which must be `kind`. Empty unless there are exactly `count` values. The
// views point into `text`.
std::optional<std::vector<std::string_view>> note_values(std::string_view text, std::string_view kind,
                                                         std::size_t count);

// errc::invalid for a text that is not a note of this kind.
error not_a_note(std::string_view kind);

// A whole number from 0 to `most` as std::to_string writes it: no sign, no leading zero, no space.
std::optional<std::int64_t> plain_integer(std::string_view text, std::int64_t most = largest_integer);

// Whether it is a log's name: 32 lower-case hexadecimal digits.
bool is_log_name(std::string_view text);
// Whether it is exactly `digits` lower-case hexadecimal digits.
bool is_lower_hex(std::string_view text, std::size_t digits);
// Whether it can be a name that people gave: 1 to `max_bytes` bytes of clean UTF-8 on one line, without tabs.
bool is_one_line(std::string_view text, std::size_t max_bytes = 256);

}  // namespace bangtin::evidence
