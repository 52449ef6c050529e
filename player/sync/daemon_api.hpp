// What a screen asks of the daemon, in its own verbs. Two implementations: http_daemon here, and the tests'
// twin in memory.
//
// Blocking; one object per thread. Each call is bounded in time, and ends early with errc::unreachable when
// the caller's stop is asked for.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "evidence/journal/journal.hpp"
#include "player/sync/media_files.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::player::sync {

// The daemon expects records from this seq on: it lacks some before ours.
struct expected_seq {
  std::int64_t value = 0;
};
using plays_answer = std::variant<evidence::signed_text, expected_seq>;

class daemon_api {
 public:
  virtual ~daemon_api() = default;
  virtual result<void> ask_to_pair(const wire::pairing_request& r) = 0;
  // Nothing: not yet. errc::not_found: the daemon does not know of the request; ask again.
  virtual result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen) = 0;
  // The published programme if it is not `known`; waits up to `wait` for one. Nothing: there is no other, or
  // none at all.
  virtual result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                                  const std::optional<digest>& known,
                                                                  std::chrono::seconds wait) = 0;
  virtual result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) = 0;
  virtual result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) = 0;
  // What the daemon wants at once: notices after the number `after`, or a screenshot; waits up to `wait` for
  // either.
  virtual result<wire::screen_commands> calls(const std::string& screen, std::int64_t after,
                                              std::chrono::seconds wait) = 0;
  virtual result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) = 0;
  // `wish` is the one that it answers, 0 for none.
  virtual result<void> send_screenshot(const std::string& screen, std::int64_t request_number,
                                       const std::string& jpeg) = 0;
  virtual result<void> send_status(const std::string& screen, const wire::screen_status& s) = 0;
};

// `server` as in --server; `token` may be empty before pairing; `stop` is asked between pieces.
std::unique_ptr<daemon_api> http_daemon(const std::string& server, const std::string& token,
                                        std::function<bool()> stop);

}  // namespace bangtin::player::sync
