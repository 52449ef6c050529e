// A server for tests of http_client. It listens on loopback or on a Unix socket, and answers each request
// with given bytes, which may be a whole reply or a cut one.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"

namespace bangtin::wire {

// How to answer one request.
struct scripted_answer {
  std::string bytes;
  bool close = true;          // close after the bytes; else the next request comes over this connection
  bool wait_for_end = false;  // after the bytes, wait until the client closes the connection
  bool drip = false;          // after the bytes, send one more byte twenty times a second until it does
};

class scripted_server {
 public:
  // Listens on 127.0.0.1, or on the Unix socket when its path is not empty. Answers one request per entry of
  // `answers`.
  explicit scripted_server(std::vector<scripted_answer> answers, const std::string& socket = {});
  ~scripted_server();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Waits until all answers are sent. Returns the requests, header and body, in order.
  const std::vector<std::string>& requests();
  int connections() const { return connections_; }

 private:
  void run(const std::vector<scripted_answer>& answers);

  int port_ = 0;  // declared before the listener, which sets it
  unique_fd listener_;
  int connections_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace bangtin::wire
