// Exact virtual time for start-time fair queueing: sums of airtime / share, compared without rounding.
//
// The shares of a level have a least common multiple M, so every virtual time is a whole number of 1/M
// milliseconds: a slot of length L of a campaign with share s adds L * (M / s). For shares that people write,
// M fits one machine word; with hundreds of different shares it needs up to 23 words, so numbers are as long
// as necessary. Nothing is rounded and nothing overflows within a day.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::schedule {

// The shares of one level's campaigns; their order numbers the campaigns. Read-only after construction.
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

  // The most significant word of a campaign's own virtual time. The campaign with the smaller key is behind.
  // Equal keys decide nothing unless key_is_all().
  std::uint64_t key(std::size_t campaign) const { return number(campaign)[words_ - 1]; }
  bool key_is_all() const { return words_ == 1; }
  // Whether a's own virtual time is smaller than (negative), equal to, or larger than b's.
  int compare(std::size_t a, std::size_t b) const { return compare(number(a), number(b)); }
  // The campaign becomes active: its own time becomes the level's time if that is later.
  void join(std::size_t campaign);
  // A slot of the campaign begins: the level's time becomes the campaign's own time, which then advances. The
  // sum of all airtime is at most 2^28 ms.
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
