// The small decisions of HTTP (RFC 9110), as pure functions: targets, ranges, entity tags.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bangtin::scheduler::http {

constexpr std::size_t max_target_bytes = 4096;

struct target {
  std::vector<std::string> segments;         // decoded; none is empty, none holds "/"
  std::map<std::string, std::string> query;  // decoded
  bool operator==(const target&) const = default;
};
// Nothing for a malformed one: bad escapes, bytes that are not clean UTF-8, empty or dot segments, a
// parameter twice.
std::optional<target> parse_target(std::string_view text);

// What of `size` bytes is to be sent, half-open.
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
// One range is honoured; none, several or a malformed one mean all of it. `if_range` is that header, or
// empty.
std::variant<whole, byte_range, unsatisfiable> choose_range(std::string_view range, std::string_view if_range,
                                                            std::string_view etag, std::uint64_t size);

// Whether If-None-Match names the tag (weak comparison; "*" names every one).
bool names_etag(std::string_view if_none_match, std::string_view etag);

// "bytes A-B/TOTAL" of an upload. Nothing for anything else; else A <= B < TOTAL.
struct content_range {
  std::uint64_t first = 0, last = 0, total = 0;
  bool operator==(const content_range&) const = default;
};
std::optional<content_range> parse_content_range(std::string_view text);

}  // namespace bangtin::scheduler::http
