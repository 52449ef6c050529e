// Serves one connection in HTTP/1.1: requests and replies in order, until one side closes the connection.
//
//   http_session s(std::move(stream), peer, setup);
//   co_await s.run();
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "scheduler/http/connection_manager.hpp"
#include "scheduler/http/endpoints.hpp"
#include "scheduler/http/http_metrics.hpp"
#include "scheduler/http/http_timeouts.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/http/reply_head.hpp"
#include "scheduler/http/request_reader.hpp"
#include "scheduler/http/timed_stream.hpp"

namespace bangtin::scheduler::http {

// Decides whether a request may call an endpoint. Used on the network's thread only.
class authorizer {
 public:
  virtual ~authorizer() = default;
  // Returns the reply that refuses the request, or empty when it is allowed. Then `r.from.who` names the
  // person.
  virtual std::optional<reply> refuse(const endpoint& e, request& r) = 0;
  // Whose valid credential the request has, whatever it asks for: "screen lobby", "user lan"; over the Unix
  // socket the peer's name. Empty: none. Changes nothing, and costs one SHA-256.
  virtual std::string credential(const request& r) const = 0;
  // Called for each request that was answered with 401, 403 or 429, by `refuse` or by the endpoint's handler.
  virtual void note_refusal(const endpoint& e, const request& r, int status) = 0;
  // Called for each request that was answered with 429 before its endpoint was looked for, because `sender`
  // asks too often: a credential, or empty.
  virtual void note_flood(const request& r, const std::string& sender) = 0;
};

// What all sessions share. It must outlive them.
struct session_setup {
  const endpoint_table& endpoints;
  authorizer& gate;
  const clock_source& clock;
  http_timeouts waits;
  connection_manager& connections;
  http_metrics& counted;
  asio::any_io_executor disk;  // the threads that read files to be sent
  reply_date date{clock};
  header_buffer incoming{};  // sessions use it in turn: they run on one thread
  // Called after each request that may have changed something and was not refused; may be empty.
  std::function<void(const endpoint&)> changed{};
};

// Not thread-safe; use only on the thread of the stream's executor.
class http_session final : public open_connection {
 public:
  // `from` was admitted by `setup.connections`.
  http_session(std::unique_ptr<timed_stream> stream, peer from, session_setup& setup);
  ~http_session() override;

  // Serves until the connection ends. Throws nothing.
  asio::awaitable<void> run();
  void finish_soon() override;
  void abort() override;

 private:
  struct impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace bangtin::scheduler::http
