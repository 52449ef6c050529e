// The latest state of this screen, for the daemon: the display loop writes what is on, other threads write
// what is wrong, and the report thread reads. Thread-safe. The display loop owns it, and it outlives the
// threads.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "player/core/conductor.hpp"
#include "player/sync/supply.hpp"
#include "wire/attacks.hpp"

namespace bangtin::player::sync {

// Where a problem comes from; the first in this order that has one is reported.
enum class problem_source {
  storage,  // the data folder, the screen's key or identity
  journal,  // the evidence on the disk
  daemon,   // who answers in its place
  trust,    // the site statement
  programme,
  notice,  // an emergency notice that was refused lately
  stick,   // a USB stick that was refused
  clock,   // the daemon's time
  files,
  evidence,  // on its way to the daemon
  archive,   // of acknowledged evidence
  display,
  item  // one that was not shown when it last should have been
};

// An attack that was recognised: its name, and what people should know of it.
struct named_attack {
  wire::attack kind = wire::attack::none;
  error why;
  bool operator==(const named_attack&) const = default;
};

class status {
 public:
  struct snapshot {
    core::on_now on;
    std::map<problem_source, error> problems;
    std::map<problem_source, wire::attack> attacks;  // the names of those of the problems that are attacks
    supply_facts supply;
  };

  void put_on(const core::on_now& on) {
    change([&](snapshot& c) { return std::exchange(c.on, on) != on; });
  }
  void set_problem(problem_source about, const error& e, wire::attack name = wire::attack::none) {
    change([&](snapshot& c) {
      auto [at, fresh] = c.problems.insert({about, e});
      const bool other = std::exchange(at->second, e) != e;
      auto [named, new_name] = c.attacks.insert({about, name});
      const bool other_name = std::exchange(named->second, name) != name;
      return fresh || other || new_name || other_name;
    });
  }
  // The same for an attack, which the log names too when it is new.
  void set_attack(problem_source about, const named_attack& a);
  void clear_problem(problem_source about) {
    change([&](snapshot& c) {
      c.attacks.erase(about);
      return c.problems.erase(about) > 0;
    });
  }
  // Lets `alter` change the facts, under the lock. `tell` wakes the report thread; without it the next report
  // has them.
  template <class Alter>
  void update_supply(Alter alter, bool tell) {
    change([&](snapshot& c) {
      alter(c.supply);
      return tell;
    });
  }
  // Makes the report thread check again for something to send.
  void wake() {
    change([](snapshot&) { return true; });
  }

  snapshot read() const {
    std::lock_guard lock(mutex_);
    return content_;
  }
  // Waits until something has changed since `seen`, until `timeout` has passed, or until `stop` is requested.
  // `seen` counts changes: start with 0; `wait` updates it.
  void wait(std::stop_token stop, std::chrono::milliseconds timeout, std::uint64_t& seen) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, timeout, [&] { return changes_ != seen; });
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
  snapshot content_;
  std::uint64_t changes_ = 0;
};

}  // namespace bangtin::player::sync
