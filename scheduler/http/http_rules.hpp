// Small decisions of HTTP (RFC 9110) about targets, ranges and entity tags. Pure; any thread may call these
// functions. They report malformed input with an empty result.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/hash.hpp"

namespace bangtin::scheduler::http {

constexpr std::size_t max_target_bytes = 4096;

// Digits and nothing else, at most 2^62; so the number fits std::int64_t too.
std::optional<std::uint64_t> parse_whole_number(std::string_view text);

struct target {
  std::vector<std::string> segments;         // decoded; none is empty or contains "/"; "/" has none
  std::map<std::string, std::string> query;  // decoded
  bool operator==(const target&) const = default;
};
// Splits and decodes a target. Empty for a malformed one: bad escapes, bytes that are not clean UTF-8, empty
// or dot segments, a repeated parameter.
std::optional<target> parse_target(std::string_view text);

// The bytes [from, to) of a body.
struct byte_range {
  std::uint64_t from = 0, to = 0;
  bool operator==(const byte_range&) const = default;
};
struct whole {
  bool operator==(const whole&) const = default;
};
struct unsatisfiable {
  bool operator==(const unsatisfiable&) const = default;
};
// Decides which part of a body of `size` bytes to send. `range` and `if_range` are the values of these
// headers, or empty. A single range gives a byte_range; no, several or malformed ranges give the whole body.
std::variant<whole, byte_range, unsatisfiable> choose_range(std::string_view range, std::string_view if_range,
                                                            std::string_view etag, std::uint64_t size);

// Whether If-None-Match contains the tag (weak comparison; "*" matches every tag).
bool names_etag(std::string_view if_none_match, std::string_view etag);

// Whether a request may go on, by its If-Match and If-None-Match (RFC 9110, section 13.2.2). `etag` is that
// of the present state, empty where there is none; an absent header is a null pointer. "*" stands for any
// present state. If-Match compares strongly, so a weak tag never fits.
bool preconditions_hold(const std::string* if_match, const std::string* if_none_match, std::string_view etag);

// Parses an upload's "bytes A-B/TOTAL", where A <= B < TOTAL, or "bytes */TOTAL" for a request without bytes:
// then first and last are TOTAL. Empty for anything else.
struct content_range {
  std::uint64_t first = 0, last = 0, total = 0;
  std::uint64_t bytes() const { return first == total ? 0 : last - first + 1; }
  bool operator==(const content_range&) const = default;
};
std::optional<content_range> parse_content_range(std::string_view text);

// The SHA-256 of the token in an Authorization header (RFC 6750); empty: there is none.
std::optional<digest> bearer_sha256(std::string_view authorization);

}  // namespace bangtin::scheduler::http
