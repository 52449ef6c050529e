// A proxy on loopback between HTTP clients and a daemon, over real TCP, that does to each request what a bad
// network may do. A seed decides; the same requests in the same order meet the same faults.
//
//   fault_proxy proxy(seed);
//   proxy.set_server(daemon_port);
//   auto daemon = player::sync::http_daemon(proxy.address(), token, [&] { return proxy.is_silent(); });
//
// It serves one request at a time. Bodies have a Content-Length. The functions may be called from one thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"

namespace bangtin::fakes {

// What happens to a request and its answer.
enum class fate {
  deliver,
  trickle,       // both arrive in small pieces
  half_close,    // the client's side of the connection to the daemon ends with the request
  lose_request,  // the connection is reset before the daemon hears of it
  cut_request,   // the daemon gets a part of it
  lose_answer,   // the daemon takes it, and the client's connection is reset
  cut_answer,    // the client gets a part of the answer
  repeat,        // the daemon gets it twice; the client gets the second answer
  hold_back,     // as lose_request, but the daemon gets it later, before or after another one
  fall_silent,   // the daemon takes it, and the client's connection stays open without an answer
};
constexpr std::size_t fates = 10;

class fault_proxy {
 public:
  explicit fault_proxy(std::uint64_t seed);
  ~fault_proxy();
  fault_proxy(const fault_proxy&) = delete;
  fault_proxy& operator=(const fault_proxy&) = delete;

  std::string address() const;  // "http://127.0.0.1:PORT"
  void set_server(std::uint16_t port) { server_ = port; }
  // From now on every request is delivered; those that were held back are delivered first.
  void heal() { healed_ = true; }
  // A request waits for an answer that never comes: the client should give up, and then end_silence().
  bool is_silent() const { return silent_; }
  void end_silence() { silent_ = false; }
  // How often each fate came.
  std::array<int, fates> counted() const;

 private:
  void serve(const std::stop_token& stop);
  // Serves one request of the client; false when the connection is over.
  bool serve_one(unique_fd& client);
  bool suffer(fate f, const std::string& request, unique_fd& client);
  // The daemon's answer; empty when there is none.
  std::string ask(const std::string& request, fate f = fate::deliver);
  fate next_fate();
  void deliver_held();
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::mt19937_64 random_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint16_t> server_ = 0;
  std::atomic<bool> healed_ = false, silent_ = false;
  int silences_ = 0;
  std::deque<std::string> held_;
  mutable std::mutex mutex_;
  std::array<int, fates> counted_{};  // guarded by mutex_
  unique_fd listener_;
  std::jthread serving_;
};

}  // namespace bangtin::fakes
