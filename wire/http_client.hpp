// HTTP to the daemon over TCP, with TLS 1.3 or without, or over its Unix socket, with libcurl:
//
//   http_client client("http://10.0.0.1:8470", "", token);
//   result<json::value> site = client.call_json({.path = "/v1/site"});
//
// Announces which messages it reads, and writes those in a JSON body as the other side has announced in its
// latest answer (wire/message_format.hpp).
//
// Not thread-safe: use one client per thread. A call blocks, at most as long as the limits in `request`
// allow. The client keeps its connections open between calls.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "wire/tls_trust.hpp"

namespace bangtin::wire {

struct request {
  std::string method = "GET";
  std::string path;                            // "/v1/..."
  std::map<std::string, std::string> headers;  // in addition to Host and Content-Length
  std::string body;
  std::string content_type = "application/json";
  std::chrono::milliseconds timeout{30'000};  // for the whole call; 0: no limit but `stall`
  // Stall timeout: the call fails after this time below `min_bytes_per_s`, waiting for the answer included. A
  // long poll needs a longer one than the time for which it asks the daemon to wait.
  std::chrono::seconds stall{30};    // 0: no such timeout
  long min_bytes_per_s = 1;          // at least 1
  std::int64_t max_bytes_per_s = 0;  // of the answer, on average; 0: no limit
  std::size_t max_reply_bytes = 32 * 1024 * 1024;
  // If set, receives the body of a 2xx reply piece by piece as it arrives. `reply.body` then stays empty, and
  // `max_reply_bytes` does not apply. Returns false to stop; the call then fails with errc::io.
  std::function<bool(std::string_view)> sink;
  // If set, called again and again during the call; true stops it with errc::unreachable. For a clean stop
  // during a long poll.
  std::function<bool()> cancelled;
  // If set, the body has `source_bytes` bytes and comes from this function instead of `body`: it fills `into`
  // with bytes of the body from byte `at` on and returns how many it wrote, at least 1. Its error ends the
  // call and is the call's error.
  std::function<result<std::size_t>(std::uint64_t at, std::span<char> into)> source;
  std::uint64_t source_bytes = 0;
  // If set, receives the upload progress: how many bytes of the body were sent.
  std::function<void(std::uint64_t)> sent;
  // If set, called again and again during the call: how many bytes of the reply's body have arrived, and how
  // many there are in all; 0 as long as that is not known.
  std::function<void(std::uint64_t arrived, std::uint64_t total)> arrived{};
};

struct reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// Encodes `text` for a path segment or a query value: all bytes except RFC 3986's unreserved characters
// become percent escapes.
std::string percent_encoded(std::string_view text);

class http_client {
 public:
  // Give either `server` ("http://host:port") or `socket` (the path of the admin socket), and leave the other
  // empty. A `token` that is not empty is sent as a bearer token.
  http_client(std::string server, std::string socket, std::string token);
  ~http_client();
  http_client(http_client&&) noexcept;
  http_client& operator=(http_client&&) noexcept;

  // Whose certificates it accepts at "https://" from now on; before the first call the system's authorities
  // vouch. Open connections end.
  void set_trust(tls_trust trust);
  // Of a first contact: PEM of the authority under which the latest connection stands; else empty.
  const std::string& shown_authority() const;
  // Whether the latest call failed because the server's certificate is not one that it accepts.
  bool distrusted() const;

  // Sends the request and returns the reply with any status; it does not follow redirects. errc::unreachable
  // when no reply came or not a whole one, errc::verification when the server's certificate is not accepted,
  // errc::limit when the reply was too large, errc::usage for a malformed
  // address, token or header field, errc::forbidden when the admin socket may not be the daemon's
  // (base/socket_folder.hpp); then nothing was sent. Throws what a function in the request throws.
  result<reply> send(const request& r);
  // How many bytes of a reply's body the latest call received, also when it failed then.
  std::uint64_t received() const;
  // Whether the latest call failed because an answer began and then stayed below the minimum rate, or ran out
  // of time.
  bool crawled() const;
  // Same as `send`, but turns a status of 400 or more into the error that the reply's problem document
  // (RFC 9457) describes.
  result<reply> call(const request& r);
  // Same as `call`, for a reply whose body is JSON. errc::invalid when it is not.
  result<json::value> call_json(const request& r);

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace bangtin::wire
