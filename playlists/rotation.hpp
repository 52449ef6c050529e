// Which item of its playlist a campaign shows next.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "playlists/programme.hpp"
#include "playlists/timeline.hpp"

namespace bangtin::playlists {

// The integer nearest n * 0.618 that is coprime with n; of two equally near the smaller. n >= 1.
std::int64_t start_step(std::int64_t n);

// One campaign's items on one local day. Sequential: the playlist's order, beginning at (d * step) mod n,
// where d is days since 1970-01-01. Shuffle: each cycle of n items is a permutation that follows from the
// campaign's name and the day; the first of a cycle is never the last of the one before.
class rotation {
 public:
  rotation() = default;
  // `name` outlives the rotation. `step` is start_step(n).
  rotation(item_order order, std::string_view name, std::int32_t n, std::int64_t step, local_day d);

  // The campaign's next item. Stays the same until `advance`.
  std::int32_t item() {
    if (!ready_) prepare();
    return current_;
  }
  void advance();

 private:
  void prepare();
  std::uint64_t random();
  std::int32_t below(std::int32_t bound);
  std::int32_t dealt_small();
  std::int32_t dealt_large();
  std::int32_t scrambled(std::int32_t position) const;

  item_order order_ = item_order::sequential;
  std::string_view name_;
  std::int64_t day_ = 0;
  std::int32_t n_ = 1;
  std::int32_t current_ = 0;
  bool ready_ = true;  // current_ holds the next item

  // of shuffle
  std::int32_t position_ = -1;  // in the cycle, of current_
  bool swapped_ = false;        // the first two of this cycle change places
  std::uint64_t state_ = 0;     // of the generator
  std::vector<std::uint16_t> deck_;
  std::array<std::uint64_t, 6> keys_{};
};

}  // namespace bangtin::playlists
