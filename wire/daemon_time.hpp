// The daemon's signed time: GET /v1/time?nonce=HEX answers {"time":{"signature","text"}}. The daemon signs
//
//   "bangtin-time-1\n<nonce>\n<its time, ms since 1970 UTC>\n<synced|unsynced>\n"
//
// The screen chooses a new nonce for each question, so nobody can replay an older answer. The answer was made
// between question and answer: the screen therefore knows the daemon's time within half of the round trip.
// Pure; any thread may call these functions.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::wire {

struct daemon_time {
  std::string nonce;  // 64 lower-case hexadecimal digits
  utc_ms utc{};
  bool synced = false;  // whether the daemon's own clock was synchronised
  bool operator==(const daemon_time&) const = default;
};
bool is_nonce(std::string_view text);
std::string to_text(const daemon_time& t);
// The inverse of to_text. errc::invalid for any other text.
result<daemon_time> daemon_time_from_text(std::string_view text);

// The body of the answer, and its inverse, which fails as the readers of messages.hpp do.
std::string time_to_json(const evidence::signed_text& n);
result<evidence::signed_text> time_from_json(std::string_view text);

// What a screen demands of an answer. errc::verification when `daemon` did not sign it or when it answers
// another nonce; errc::invalid when it is no such text.
result<daemon_time> verify_time(const evidence::signed_text& n, const public_key& daemon,
                                std::string_view nonce);

}  // namespace bangtin::wire
