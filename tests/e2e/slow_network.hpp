// A network between player and daemon that is as slow as a test wants: a TCP forwarder on loopback. Requests
// pass at once; the answers to them come at a given rate.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"

namespace bangtin::e2e {

class slow_network {
 public:
  // Forwards connections to `server`, "127.0.0.1:PORT".
  explicit slow_network(const std::string& server);
  ~slow_network();

  std::string address() const;  // "127.0.0.1:PORT"
  // Bytes per second and connection; 0: no limit.
  void limit_files(std::int64_t rate) { files_ = rate; }  // answers with media files
  void limit_rest(std::int64_t rate) { rest_ = rate; }

 private:
  void accept_all(const std::stop_token& stop);
  void forward(const std::stop_token& stop, unique_fd client);

  std::uint16_t server_port_ = 0, port_ = 0;
  std::atomic<std::int64_t> files_ = 0, rest_ = 0;
  unique_fd listener_;
  std::mutex mutex_;
  std::vector<std::jthread> connections_;  // guarded by mutex_
  std::jthread accepts_;
};

}  // namespace bangtin::e2e
