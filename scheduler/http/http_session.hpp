// One connection's conversation in HTTP/1.1: request, reply, request, reply, in order, until one side ends
// it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/clock.hpp"
#include "scheduler/http/endpoints.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/http/timed_socket.hpp"

namespace bangtin::scheduler::http {

// How long a conversation waits for the other side.
struct http_timeouts {
  milliseconds header{10'000};  // for a whole request head, from its first byte
  milliseconds idle{60'000};    // for the next request's first byte
  milliseconds piece{30'000};   // for each piece of a body, in and out
  milliseconds body{120'000};   // for the whole of a body that is not streamed
  milliseconds linger{2'000};   // for the other side to read a last reply
};

// Whether a request may go on; the refusal if not. `screen` is the name in the path.
class authorizer {
 public:
  virtual ~authorizer() = default;
  virtual std::optional<reply> refuse(const endpoint& e, const request& r) const = 0;
};

// For /metrics.
struct http_metrics {
  std::uint64_t connections = 0;  // that were accepted
  std::uint64_t refused_connections = 0;
  std::int64_t open_connections = 0;
  std::array<std::uint64_t, 6> replies{};  // by the status's first digit
  std::uint64_t bytes_in = 0, bytes_out = 0;
};

// What all conversations share; outlives them.
struct session_setup {
  const endpoint_table& endpoints;
  const authorizer& gate;
  const clock_source& clock;
  http_timeouts waits;
  http_metrics& counted;
  asio::any_io_executor disk;  // its threads read the files that are sent
};

// One thread: the executor's.
class http_session {
 public:
  http_session(timed_socket::socket_type socket, peer from, session_setup& setup);
  ~http_session();

  // To the end of the connection. Throws nothing.
  asio::awaitable<void> run();
  // Ends it: at once when it waits for a request, else after the reply that is being made.
  void finish_soon();
  void abort();

 private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace bangtin::scheduler::http
