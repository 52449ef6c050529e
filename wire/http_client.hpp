// HTTP to the daemon, over TCP or its Unix socket, by libcurl. One client per thread. Blocking; every call is
// bounded by the limits in `request`.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace bangtin::wire {

struct request {
  std::string method = "GET";
  std::string path;                            // "/v1/..."
  std::map<std::string, std::string> headers;  // besides Host and Content-Length
  std::string body;
  std::string content_type = "application/json";
  std::chrono::milliseconds timeout{30'000};  // for all of it; 0: bounded by stall only
  // Ends after so long below 1 byte/s, waiting for the answer included: a long poll needs more than it waits.
  std::chrono::seconds stall{30};
  std::size_t max_reply_bytes = 32 * 1024 * 1024;
  // If set, gets the reply's bytes of a 2xx as they arrive, and `reply.body` stays empty and
  // unbounded by `most_reply_bytes`. Returns false to stop, which gives errc::io.
  std::function<bool(std::string_view)> sink;
  // Asked between pieces; true stops with errc::unreachable. For a clean stop during a long poll.
  std::function<bool()> cancelled;
  // Upload progress of `body`, in bytes sent.
  std::function<void(std::uint64_t)> sent;
};

struct reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// `text` percent-encoded for a path's segment or a query's value: all bytes but RFC 3986's unreserved ones.
std::string percent_encoded(std::string_view text);

class http_client {
 public:
  // `server` is "http://host:port"; or `socket` is the path of the admin socket and `server` empty. `token`,
  // when not empty, goes as a bearer token.
  http_client(std::string server, std::string socket, std::string token);
  ~http_client();
  http_client(http_client&&) noexcept;
  http_client& operator=(http_client&&) noexcept;

  // The reply whatever its status; redirects are not followed. errc::unreachable when there was none or not a
  // whole one, errc::limit when it was too large, errc::usage for an address or a token that is none. What
  // `sink`, `cancelled` or `sent` throws comes out here.
  result<reply> send(const request& r);
  // As `send`, with a status of 400 and more turned into the error which its problem document (RFC 9457)
  // describes.
  result<reply> call(const request& r);
  // `call` whose reply is JSON.
  result<json::value> call_json(const request& r);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::wire
