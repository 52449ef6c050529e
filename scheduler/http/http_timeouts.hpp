// How long a session waits for the other side.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "scheduler/http/timed_stream.hpp"

namespace bangtin::scheduler::http {

// All are totals but `idle` and `piece`.
struct http_timeouts {
  // For a request's header, from its first byte; for the first one from the connection's start, the TLS
  // handshake included.
  milliseconds header{10'000};
  milliseconds idle{60'000};   // for the first byte of the next request
  milliseconds piece{30'000};  // for each piece of a body, in both directions
  milliseconds body{120'000};  // for a whole body that is not streamed
  milliseconds drain{1'000};   // for the rest of a body that nobody uses
  milliseconds linger{2'000};  // for the other side to read the last reply
  milliseconds slowed{1'000};  // before the next request, after one that came too soon; at most
  // Least average rate of a body, in both directions, after a grace of `piece`.
  std::uint64_t min_bytes_per_s = 1024;

  pace body_pace() const { return {piece, min_bytes_per_s}; }
};

}  // namespace bangtin::scheduler::http
