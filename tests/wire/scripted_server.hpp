// A server for tests of the client: it listens on loopback or on a Unix socket, and answers each request with
// the bytes it was told to, whole or cut.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"

namespace bangtin::wire {

// What to do with one request.
struct scripted_answer {
  std::string bytes;
  bool close = true;          // after the bytes; else the next request comes over the same connection
  bool wait_for_end = false;  // answers nothing more and holds the connection until the client closes it
};

class scripted_server {
 public:
  // Listens on 127.0.0.1, or on the socket when its path is not empty, and answers as many requests as there
  // are answers.
  explicit scripted_server(std::vector<scripted_answer> answers, const std::string& socket = {});
  ~scripted_server();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Waits until all answers are given. The requests, head and body, in order.
  const std::vector<std::string>& requests();
  int connections() const { return connections_; }

 private:
  void run(const std::vector<scripted_answer>& answers);

  int port_ = 0;  // before the listener, which sets it
  unique_fd listener_;
  int connections_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace bangtin::wire
