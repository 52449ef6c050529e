// The screens that wait to be paired. In memory only: a player repeats its request until it is paired.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::events {

constexpr std::size_t max_pairing_requests = 100;
constexpr std::chrono::minutes pairing_timeout{15};

// Does no I/O and asks no clock: time is an argument. Not thread-safe. An entry expires 15 minutes after the
// screen's latest request.
class pairing_requests {
 public:
  struct entry {
    wire::pairing_request asked;
    utc_ms seen{};  // when the latest request came
  };

  // Adds or renews the screen's request. errc::limit when max_pairing_requests screens wait already.
  result<void> ask(const wire::pairing_request& r, utc_ms now);
  std::optional<entry> find(const public_key& screen, utc_ms now);
  // The requests whose code begins with `first_half`.
  std::vector<entry> lookup(std::string_view first_half, utc_ms now);
  // The screen is now paired with this token: removes its request. A newer request with another token stays.
  void answered(const public_key& screen, const digest& token_sha256);

 private:
  void expire(utc_ms now);
  std::map<public_key, entry> waiting_;
};

}  // namespace bangtin::scheduler::events
