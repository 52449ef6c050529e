// Exact virtual time for start-time fair queueing: sums of airtime / share, compared without rounding.
//
// All shares of a level have a least common multiple M, so every virtual time is a whole number of 1/M
// milliseconds: a slot of length L of a campaign with share s adds L * (M / s). M has one machine word for
// what people write; with hundreds of different shares it has up to 23, so numbers are as many words long as
// they must be. Nothing rounds and nothing overflows within a day.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::schedule {

// The shares of one level's campaigns, in some order which numbers them. Read-only once made.
class share_scale {
 public:
  explicit share_scale(std::span<const int> shares);
  std::size_t count() const { return count_; }

 private:
  friend class virtual_times;
  std::size_t words_ = 1;               // per number, least significant first
  std::vector<std::uint64_t> weights_;  // M / s for each campaign, words_ each
  std::size_t count_ = 0;
};

// The virtual times of one level on one day.
class virtual_times {
 public:
  explicit virtual_times(const share_scale& scale);

  // The most significant part of a campaign's own virtual time: of two campaigns the one with the smaller key
  // is behind. Equal keys decide nothing unless the key is all of the number.
  std::uint64_t key(std::size_t campaign) const { return number(campaign)[words_ - 1]; }
  bool key_is_all() const { return words_ == 1; }
  // Whether a's own virtual time is smaller than (negative), equal to, or larger than b's.
  int compare(std::size_t a, std::size_t b) const { return compare(number(a), number(b)); }
  // The campaign becomes active: its own time, or the level's if that is later.
  void join(std::size_t campaign);
  // A slot of the campaign begins: the level's time is the campaign's own, which then moves on. The sum of
  // all airtime is at most 2^28 ms.
  void begin(std::size_t campaign, milliseconds airtime);

 private:
  const std::uint64_t* number(std::size_t i) const { return own_.data() + i * words_; }
  int compare(const std::uint64_t* a, const std::uint64_t* b) const {
    for (std::size_t i = words_; i-- > 0;) {
      if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    }
    return 0;
  }

  const share_scale* scale_;
  std::size_t words_;
  std::vector<std::uint64_t> own_;
  std::vector<std::uint64_t> level_;
};

}  // namespace bangtin::playlists::schedule
