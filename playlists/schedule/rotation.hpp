// Which item of its playlist a campaign shows next. Pure: it depends only on the campaign's name, the number
// of items and the day.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::schedule {

// The integer nearest n * 0.618 that is coprime with n; if two are equally near, the smaller. n >= 1.
std::int64_t start_step(std::int64_t n);

// The seed that makes one campaign's shuffles differ from another's. The same for a name on every machine.
std::uint64_t shuffle_seed(std::string_view campaign);

// One campaign's items on one local day. Sequential: the playlist's order, beginning at (d * step) mod n,
// where d is days since 1970-01-01. Shuffle: each cycle of n items is a permutation derived from the
// campaign's name and the day; the first item of a cycle always differs from the last of the previous one.
class rotation {
 public:
  rotation() = default;
  // `seed` is shuffle_seed of the campaign's name, `step` start_step(n).
  rotation(programme::item_order order, std::uint64_t seed, std::int32_t n, std::int64_t step,
           programme::local_day d);

  // The campaign's next item. Stays the same until `advance`.
  std::int32_t item() {
    if (!ready_) prepare();
    return current_;
  }
  void advance() {
    if (!ready_) prepare();
    if (shuffled_) {
      // Draw now, not on demand: the draw's long chain of multiplications then overlaps with the caller's
      // next work.
      prepare();
    } else {
      current_ = current_ + 1 == n_ ? 0 : current_ + 1;
    }
  }

 private:
  void prepare();
  std::uint64_t random();
  std::int32_t below(std::int32_t bound);
  std::int32_t dealt_small();
  std::int32_t dealt_large();
  std::int32_t scrambled(std::int32_t position) const;

  std::int32_t n_ = 1;
  std::int32_t current_ = 0;
  bool shuffled_ = false;
  bool ready_ = true;     // current_ holds the next item
  bool swapped_ = false;  // of shuffle: the first two items of this cycle are swapped
  // for shuffle
  std::int32_t position_ = -1;  // in the cycle, of current_
  std::uint64_t state_ = 0;     // of the random generator
  std::vector<std::uint16_t> deck_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace bangtin::playlists::schedule
