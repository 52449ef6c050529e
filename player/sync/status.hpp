// The latest of what the player's threads have to tell the daemon about this screen: the display loop writes
// what is on, the uplink what is wrong, the report thread reads. Any thread, any time.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "player/core/conductor.hpp"

namespace bangtin::player::sync {

// Where a problem comes from; the first in this order that has one is reported.
enum class concern { programme, files, evidence, display };

class board {
 public:
  struct content {
    core::on_now on;
    std::map<concern, error> problems;
  };

  void put_on(const core::on_now& on) {
    change([&](content& c) { return std::exchange(c.on, on) != on; });
  }
  void trouble(concern about, const error& e) {
    change([&](content& c) {
      auto [at, fresh] = c.problems.insert({about, e});
      return fresh || std::exchange(at->second, e) != e;
    });
  }
  void well(concern about) {
    change([&](content& c) { return c.problems.erase(about) > 0; });
  }
  // Makes the report thread look again.
  void call() {
    change([](content&) { return true; });
  }

  content read() const {
    std::lock_guard lock(mutex_);
    return content_;
  }
  // Waits until something has changed since `seen` (a number that this updates), or for `patience`.
  void wait(std::stop_token stop, std::chrono::milliseconds patience, std::uint64_t& seen) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, patience, [&] { return changes_ != seen; });
    seen = changes_;
  }

 private:
  template <class Change>
  void change(Change what) {
    std::lock_guard lock(mutex_);
    if (!what(content_)) return;
    ++changes_;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  content content_;
  std::uint64_t changes_ = 0;
};

}  // namespace bangtin::player::sync
