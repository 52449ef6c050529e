// The screens that ask to be paired. In memory only: a player repeats its request until it has an answer.
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

// Pure but for its memory: time is an argument. One thread.
class pairing_requests {
 public:
  struct entry {
    wire::pairing_request asked;
    utc_ms seen{};
  };

  // errc::limit when too many wait already.
  result<void> ask(const wire::pairing_request& r, utc_ms now);
  std::optional<entry> find(const public_key& screen, utc_ms now);
  // Those whose code begins so.
  std::vector<entry> lookup(std::string_view first_half, utc_ms now);
  // The screen is paired with this token. A request that it has made with another one since then still waits.
  void answered(const public_key& screen, const digest& token_sha256);

 private:
  void expire(utc_ms now);
  std::map<public_key, entry> waiting_;
};

}  // namespace bangtin::scheduler::events
