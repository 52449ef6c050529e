// How many requests a sender may make: a rate, and a burst beyond it (the generic cell rate algorithm). A
// sender is a credential, or an address without one; each has its own allowance, so one that floods is slowed
// alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace bangtin::scheduler::http {

struct request_limits {
  int per_s = 50;    // of one sender; 0: no limit
  int burst = 1000;  // at once, after a rest
  bool operator==(const request_limits&) const = default;
};

// Asks no clock: time is an argument, in milliseconds of a clock that never goes back. Not thread-safe.
// Remembers at most `max_senders`; the one that asked least recently is forgotten first.
class request_rates {
 public:
  static constexpr std::size_t max_senders = 10'000;

  explicit request_rates(const request_limits& most) : most_(most) {}

  // Zero: the sender may ask now, and this request is counted. Else how long it must wait.
  milliseconds ask(const std::string& sender, milliseconds now);
  std::size_t senders() const { return by_sender_.size(); }

 private:
  struct allowance {
    std::chrono::microseconds used_until{};  // when the sender will have its whole burst again
    std::uint64_t asked = 0;                 // the number of its latest request
  };

  // With a random seed, so that nobody can choose senders that share a bucket.
  struct seeded_hash {
    seeded_hash();
    std::size_t operator()(std::string_view sender) const;
    std::uint64_t seed;
  };

  void make_room();

  request_limits most_;
  std::unordered_map<std::string, allowance, seeded_hash> by_sender_;
  std::uint64_t asked_ = 0;  // how many requests there were
};

}  // namespace bangtin::scheduler::http
