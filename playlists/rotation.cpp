// Shuffling costs the same per item however long the playlist is. A short one (to 4,096 items) is dealt from
// a deck by Fisher and Yates, one swap per item; the deck is made when the campaign first plays that day. A
// long one has no deck: a Feistel network over the next power of four is a permutation of its numbers, and
// walking on until the number is below n makes it a permutation of the items.
#include "playlists/rotation.hpp"

#include <bit>
#include <numeric>

#include "base/hash.hpp"

namespace bangtin::playlists {

namespace {

constexpr std::int32_t largest_deck = 4096;

// splitmix64's output function.
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

rotation::rotation(item_order order, std::string_view name, std::int32_t n, std::int64_t step, local_day d)
    : order_(order), name_(name), day_(d.time_since_epoch().count()), n_(n) {
  if (order == item_order::sequential) {
    std::int64_t start = day_ % n * (step % n) % n;
    current_ = static_cast<std::int32_t>(start < 0 ? start + n : start);
  } else {
    ready_ = false;
  }
}

void rotation::advance() {
  if (order_ == item_order::sequential) {
    current_ = current_ + 1 == n_ ? 0 : current_ + 1;
  } else {
    ready_ = false;
  }
}

void rotation::prepare() {
  if (position_ < 0) {
    digest seed = sha256("bangtin-shuffle-1\n" + std::string(name_) + "\n" + std::to_string(day_) + "\n");
    for (std::size_t i = 0; i < 8; ++i) state_ = state_ << 8 | seed.value[i];
  }
  current_ = n_ <= largest_deck ? dealt_small() : dealt_large();
  ready_ = true;
}

std::uint64_t rotation::random() {
  state_ += 0x9E3779B97F4A7C15ULL;
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
  // A new cycle leaves out the deck's last card, which was just played.
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

}  // namespace bangtin::playlists
