// Shuffling costs the same per item however long the playlist is. A short one (up to 4,096 items) is dealt
// from a deck by Fisher and Yates, one swap per item; the deck is made when the campaign first plays that
// day. A long one has no deck: a Feistel network over the next power of four permutes its numbers, and
// repeating it until the number is below n makes it a permutation of the items.
#include "playlists/schedule/rotation.hpp"

#include <bit>
#include <numeric>

#include "base/hash.hpp"

namespace bangtin::playlists::schedule {

namespace {

constexpr std::int32_t largest_deck = 4096;
constexpr std::size_t feistel_rounds = 6;

constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15ULL;

// splitmix64's output function; the state advances by the golden ratio.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace

std::int64_t start_step(std::int64_t n) {
  // Distances from n * 618 / 1000, in thousandths.
  const std::int64_t golden = n * 618;
  for (std::int64_t below = golden / 1000, above = below + 1;;) {
    if (golden - below * 1000 <= above * 1000 - golden) {
      if (std::gcd(below, n) == 1) return below;
      --below;
    } else {
      if (std::gcd(above, n) == 1) return above;
      ++above;
    }
  }
}

std::uint64_t shuffle_seed(std::string_view campaign) {
  const digest d = sha256("bangtin-shuffle-2\n" + std::string(campaign) + "\n");
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) seed = seed << 8 | d.value[i];
  return seed;
}

rotation::rotation(programme::item_order order, std::uint64_t seed, std::int32_t n, std::int64_t step,
                   programme::local_day d)
    : n_(n), shuffled_(order == programme::item_order::shuffle) {
  const std::int64_t day = d.time_since_epoch().count();
  if (shuffled_) {
    ready_ = false;
    // Mixed twice, so that the sequence of one day is not a part of another day's.
    state_ = mix(seed ^ mix(static_cast<std::uint64_t>(day) + golden_ratio));
  } else {
    std::int64_t start = day % n * (step % n) % n;
    current_ = static_cast<std::int32_t>(start < 0 ? start + n : start);
  }
}

void rotation::prepare() {
  current_ = n_ <= largest_deck ? dealt_small() : dealt_large();
  ready_ = true;
}

std::uint64_t rotation::random() {
  state_ += golden_ratio;
  return mix(state_);
}

std::int32_t rotation::below(std::int32_t bound) {
  return static_cast<std::int32_t>((random() >> 32) * static_cast<std::uint64_t>(bound) >> 32);
}

std::int32_t rotation::dealt_small() {
  bool first_cycle = deck_.empty();
  if (first_cycle) {
    deck_.resize(static_cast<std::size_t>(n_));
    std::iota(deck_.begin(), deck_.end(), std::uint16_t{0});
  }
  position_ = position_ + 1 == n_ ? 0 : position_ + 1;
  // A new cycle does not begin with the deck's last card, which was just played.
  std::int32_t choices = n_ - position_;
  if (position_ == 0 && !first_cycle && n_ > 1) --choices;
  auto here = static_cast<std::size_t>(position_);
  std::swap(deck_[here], deck_[here + static_cast<std::size_t>(below(choices))]);
  return deck_[here];
}

std::int32_t rotation::dealt_large() {
  bool first_cycle = position_ < 0;
  position_ = position_ + 1 == n_ ? 0 : position_ + 1;
  if (position_ == 0) {
    keys_.resize(feistel_rounds);
    for (std::uint64_t& key : keys_) key = random();
    swapped_ = !first_cycle && scrambled(0) == current_;
  }
  return scrambled(swapped_ && position_ < 2 ? 1 - position_ : position_);
}

std::int32_t rotation::scrambled(std::int32_t position) const {
  const int half = (std::bit_width(static_cast<std::uint32_t>(n_ - 1)) + 1) / 2;
  const std::uint64_t mask = (1ULL << half) - 1;
  auto number = static_cast<std::uint64_t>(position);
  do {
    std::uint64_t left = number >> half, right = number & mask;
    for (std::uint64_t key : keys_) {
      std::uint64_t next = left ^ (mix(right + key) & mask);
      left = right;
      right = next;
    }
    number = left << half | right;
  } while (number >= static_cast<std::uint64_t>(n_));
  return static_cast<std::int32_t>(number);
}

}  // namespace bangtin::playlists::schedule
