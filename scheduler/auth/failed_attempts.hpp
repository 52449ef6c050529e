// Slows down who tries wrong credentials: after ten failures one more is answered every six seconds. Counts
// failures only, so a valid credential is never refused because of somebody else's.
//
// Pure: time is an argument. Not thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "base/clock.hpp"

namespace bangtin::scheduler::auth {

class failed_attempts {
 public:
  struct limits {
    int burst = 10;                // failures that are answered at once
    milliseconds each{6'000};      // after which one more is
    milliseconds longest{60'000};  // to wait, however many there were
    std::size_t max_keys = 4096;   // when full, those forgive first that will first be forgiven
  };

  failed_attempts() : failed_attempts(limits{}) {}
  explicit failed_attempts(limits l) : limits_(l) {}

  // Counts a failure of `key`, the network or the account that it came from. Returns how long its owner must
  // wait before the next is answered; 0: not at all. `mono` never steps back.
  milliseconds fail(const std::string& key, milliseconds mono);
  // How long `key` must wait before another failure would be answered at once; 0: not at all. Counts nothing.
  milliseconds wait(const std::string& key, milliseconds mono) const;
  std::size_t size() const { return clear_at_.size(); }

 private:
  void make_room(milliseconds mono);

  limits limits_;
  std::map<std::string, milliseconds> clear_at_;  // when all failures of a key are forgiven
};

}  // namespace bangtin::scheduler::auth
