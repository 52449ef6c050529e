// Clients that ask a daemon over and over, over TLS or plain, for benchmarks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace bangtin::bench {

// One connection to 127.0.0.1. Throws std::runtime_error when it cannot be made.
class poll_connection {
 public:
  poll_connection(std::uint16_t port, bool tls);
  ~poll_connection();
  void send(const std::string& text);
  // The next answer's head, its body read and dropped; empty at the end.
  std::string answer();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

struct poll_rate {
  double per_s = 0;
  double cpu_us = 0;  // of the daemon, for each
};

// `connections` ask for so many seconds, each its next question as soon as the last is answered. `question`
// gets a number that no other call gets. With `anew` each question has a new connection.
poll_rate measure_polls(std::uint16_t port, bool tls, pid_t daemon, int connections, int seconds, bool anew,
                        const std::function<std::string(int)>& question);

}  // namespace bangtin::bench
