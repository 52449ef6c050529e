// The screens that wait to be paired. In memory only: a player repeats its request until it is paired.
//
// Anybody on the network can make keys and ask, so a crowd must not keep a real screen out. The table is
// bounded, and a new request always finds room: one of the address with the most requests is dropped, first
// those that came only once, then the one that was not repeated for the longest time. A player repeats its
// request within seconds when it was dropped. A request for whose code a person has asked stays.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::events {

constexpr std::size_t max_pairing_requests = 1'000;
constexpr std::chrono::minutes pairing_timeout{15};
constexpr std::chrono::minutes pairing_hold{10};  // for a person to type a passphrase

// Does no I/O and asks no clock: time is an argument. Not thread-safe. An entry expires 15 minutes after the
// screen's latest request.
class pairing_requests {
 public:
  struct entry {
    wire::pairing_request asked;
    std::string address{};
    utc_ms seen{};                 // when the latest request came
    bool repeated = false;         // it came more than once
    std::optional<utc_ms> held{};  // when a person last asked for its code
  };
  // The answer to a request.
  struct outcome {
    enum class kind {
      waits,   // it is in the table
      old,     // the key has sent a newer request: this one is a replay
      taken,   // another key waits with the same first half of a code
      no_room  // only requests that are held are left
    } what = kind::waits;
    std::int64_t number = 0;  // the greatest number of this key
  };

  // Adds or renews the request. The caller has verified its signature. `address` says who asks; addresses
  // share the table evenly.
  outcome ask(const wire::pairing_request& r, std::string_view address, utc_ms now);
  std::optional<entry> find(const public_key& screen, utc_ms now);
  // The request whose code begins with `first_half`, at most one; holds it.
  std::optional<entry> lookup(std::string_view first_half, utc_ms now);
  // At most `most` of those that came more than once or are held, ordered by key.
  std::vector<entry> waiting(std::size_t most, utc_ms now);
  // The screen is now paired with this token: removes its request. A newer request with another token stays.
  void answered(const public_key& screen, const digest& token_sha256);
  std::size_t size() const { return waiting_.size(); }

 private:
  void expire(utc_ms now);
  bool make_room(utc_ms now);

  std::map<public_key, entry> waiting_;
  std::map<std::string, public_key, std::less<>> by_lookup_;
};

}  // namespace bangtin::scheduler::events
