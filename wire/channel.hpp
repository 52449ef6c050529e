// What a screen's channel says (GET /v1/screens/{name}/channel): one event type for each subject, and how far
// it has come, which is the `id` of each event. docs/formats.md, "The channel", has the format.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/notice.hpp"

namespace bangtin::wire {

namespace channel_events {
inline constexpr std::string_view programme = "programme";  // data: the digest of the published one
inline constexpr std::string_view trust = "trust";          // the number of the newest site statement
inline constexpr std::string_view authority = "authority";  // the number of the newest statement about TLS
inline constexpr std::string_view notice = "notice";        // a signed notice
inline constexpr std::string_view shot = "shot";            // the number of a request for a screenshot
inline constexpr std::string_view ready = "ready";  // all that there is has been said; no data that counts
}  // namespace channel_events

// The daemon says something at least this often, if only a comment.
inline constexpr std::chrono::seconds channel_heartbeat{25};
// After this time without a byte the channel is dead.
inline constexpr std::chrono::seconds channel_silence{60};
// The longest event: a notice, whose quotes are escaped.
inline constexpr std::size_t max_channel_event_bytes = 2 * max_notice_bytes + 64 * 1024;

// How far a channel has come: what its screen has been told.
struct channel_position {
  std::int64_t notice = 0;  // the number of the newest notice
  std::int64_t trust = 0;
  std::int64_t authority = 0;
  std::int64_t shot = 0;
  std::string programme;  // the digest in hexadecimal; empty: none
  bool operator==(const channel_position&) const = default;
};
// "<notice>.<trust>.<authority>.<shot>.<programme>"
std::string to_text(const channel_position& p);
// Empty for anything else.
std::optional<channel_position> channel_position_from(std::string_view text);

}  // namespace bangtin::wire
