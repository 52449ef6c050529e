// The bytes of a reply's header.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

// The value of the Date header (RFC 9110, 6.6.1), up to 250 ms old: to read the clock is a system call. Not
// thread-safe.
class reply_date {
 public:
  // `clock` must outlive this.
  explicit reply_date(const clock_source& clock) : clock_(clock) {}
  const std::string& text();  // "Sun, 06 Nov 1994 08:49:37 GMT"

 private:
  const clock_source& clock_;
  std::optional<std::chrono::steady_clock::time_point> made_;
  std::string text_;
};

// With its empty line. `closes`: the connection ends after the reply. Pure.
std::string reply_head(const reply& r, std::string_view date, bool closes);

// Puts messages within messages into English for a client that has not announced that it reads them
// (wire/message_format.hpp).
void fit_messages(reply& r, std::int64_t format);

}  // namespace bangtin::scheduler::http
