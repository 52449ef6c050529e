// Polls an HTTP server over many connections at once, each connection with one request after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace bangtin::bench {

struct poll_load {
  std::uint16_t port = 0;  // of a server on 127.0.0.1
  bool tls = false;        // TLS 1.3; the certificate is not verified
  int connections = 64;
  int requests = 50'000;  // over all connections
  int status = 200;       // of each reply; the body is read by its Content-Length
  bool anew = false;      // a new connection for each request
  std::function<std::string(int connection)> request;
  std::function<void()> at_rest{};  // called at the end, while all connections are open and idle
};

struct poll_times {
  double per_s = 0;
  double median_ms = 0, p99_ms = 0;  // from the request to the reply's last byte
};

// Opens the connections with a poll each (not measured), and then polls on one thread. Throws
// std::runtime_error when a connection fails or a reply has another status.
poll_times poll_server(const poll_load& load);

}  // namespace bangtin::bench
