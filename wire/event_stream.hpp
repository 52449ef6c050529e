// Server-sent events (HTML Living Standard, 9.2; docs/formats.md, "The channel"): events of an answer that
// does not end.
//
//   event: programme
//   data: 9f86d0…
//   id: 3.0.1.0.9f86d0…
//
// One writer, one reader. Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::wire {

inline constexpr std::string_view event_stream_type = "text/event-stream";

struct stream_event {
  std::string type;  // empty: "message"
  std::string data;
  std::string id;  // empty: none
  bool operator==(const stream_event&) const = default;
};

// Precondition: `type` and `id` are one line each. Every line of `data` becomes one of the event.
std::string to_text(const stream_event& e);
// A comment, which every reader ignores: a sign of life.
std::string heartbeat_text();

// Finds the events in bytes that arrive in pieces of any size. Comments, unknown fields and events without
// data are dropped, as the standard says. It keeps at most one event.
class event_stream_reader {
 public:
  explicit event_stream_reader(std::size_t max_event_bytes) : most_(max_event_bytes) {}

  // Calls `take` for each event that is complete. errc::limit when an event is longer than the maximum; then
  // the stream cannot be read on.
  result<void> feed(std::string_view piece, const std::function<void(stream_event)>& take);

 private:
  void take_line(const std::function<void(stream_event)>& take);

  std::size_t most_;
  std::string line_;
  bool after_return_ = false;  // the last byte was CR, which may have an LF
  bool has_data_ = false;
  stream_event event_;
};

}  // namespace bangtin::wire
