// What this screen says of emergency notices while it has no network: its acknowledgements wait here until a
// stick takes them along. All of them are written onto every stick, because a stick can be lost and the
// daemon takes a repetition for what it is. Kept in memory: after a restart of the player what was not on a
// stick yet is lost, and the play records still tell what was shown. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "wire/carried_acknowledgements.hpp"

namespace bangtin::player::sync {

class said_of_notices {
 public:
  // Beyond wire::max_carried_acknowledgements the oldest one is dropped.
  void add(const wire::acknowledgement& a) {
    std::lock_guard lock(mutex_);
    std::erase(all_, a);
    all_.push_back(a);
    if (all_.size() > wire::max_carried_acknowledgements) all_.pop_front();
    ++number_;
  }
  // Oldest first.
  std::vector<wire::acknowledgement> all() const {
    std::lock_guard lock(mutex_);
    return {all_.begin(), all_.end()};
  }
  // Grows with each `add`.
  std::uint64_t number() const {
    std::lock_guard lock(mutex_);
    return number_;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<wire::acknowledgement> all_;  // guarded by mutex_
  std::uint64_t number_ = 0;               // guarded by mutex_
};

}  // namespace bangtin::player::sync
