// Reads the bytes of requests from a connection: headers, and bodies of the length that Content-Length says.
// The bytes that follow in the buffer belong to the next request.
//
//   if (!in.has_bytes()) co_await stream.wait_readable(in.time_for_first_byte());
//   head_end end = co_await in.read_header(why);
//   use(in.header());
//   in.expect_body(length, wants_continue);
//   result<std::size_t> n = co_await in.read_body(buffer);
//   bool whole = co_await in.drain();
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scheduler/http/http_metrics.hpp"
#include "scheduler/http/http_timeouts.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/http/timed_stream.hpp"
#include "wire/request_rules.hpp"

namespace bangtin::scheduler::http {

// How the reading of a header ended. nothing: not even its first byte has arrived; wait again.
enum class head_end { whole, closed, refused, nothing };

// Where a header is read into: one buffer for all connections of a thread, as it is filled and looked at
// without waiting in between. So a connection that waits holds none, and the buffer stays in the cache.
using header_buffer = std::array<char, wire::max_head_bytes>;

// Not thread-safe; use only on the thread of the stream's executor. What it refers to must outlive it.
class request_reader {
 public:
  request_reader(timed_stream& from, header_buffer& shared, const http_timeouts& waits, http_metrics& counted)
      : from_(from), shared_(shared), waits_(waits), counted_(counted) {}

  // Whether bytes of the next request have arrived already, and else how long they may take.
  bool has_bytes() const { return !in_.empty(); }
  timed_stream::duration time_for_first_byte() const;
  // Reads a header. `why` is the reply where it is refused.
  asio::awaitable<head_end> read_header(reply& why);
  // The header that was read, its empty line included. Valid until the next co_await or expect_body().
  std::string_view header() const { return header_; }

  // The request has a body of this length. With `wants_continue` the other side sends it once it is told to.
  void expect_body(std::uint64_t length, bool wants_continue);
  void limit_body(std::chrono::steady_clock::time_point until) { body_until_ = until; }  // for all of it
  std::uint64_t body_left() const { return body_left_; }
  bool wants_continue() const { return wants_continue_; }
  // Some bytes of the body. After an error the connection must end.
  asio::awaitable<result<std::size_t>> read_body(asio::mutable_buffer into);
  bool is_broken() const { return broken_.has_value(); }
  // Reads the rest of the body that nobody used, so that the next request can be found. False: there is too
  // much left, it does not come at once, or the connection is broken.
  asio::awaitable<bool> drain();

 private:
  std::optional<head_end> look_for_end(std::string_view have, reply& why, std::size_t searched);

  timed_stream& from_;
  header_buffer& shared_;
  const http_timeouts& waits_;
  http_metrics& counted_;
  std::string in_;    // bytes that have arrived after the header
  std::string kept_;  // the bytes of a header that arrives in pieces
  std::string_view header_;
  const std::chrono::steady_clock::time_point connected_ = std::chrono::steady_clock::now();
  bool first_ = true;
  // Why reading failed; then it is not tried again, as the stream may report its end only once.
  std::optional<error> broken_;
  std::uint64_t body_left_ = 0;
  bool wants_continue_ = false;
  transfer_time arriving_{pace{}};
  std::chrono::steady_clock::time_point body_until_;
};

// The body as a streaming handler reads it.
class streamed_body final : public body_source {
 public:
  explicit streamed_body(request_reader& of) : of_(of) {}
  asio::awaitable<result<bytes_view>> next() override;

 private:
  request_reader& of_;
  std::string buffer_;
};

// How many bytes of a body are read at once.
inline constexpr std::size_t piece_bytes = 256 * 1024;

}  // namespace bangtin::scheduler::http
