// Finds the smallest of many keys: a knock-out tournament in which every seat has a fixed place in the first
// round. A seat with a new key plays its way up once, against opponents that are known beforehand. So, unlike
// in a heap, no step has to wait for the result of the previous one to know where to look.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace bangtin::playlists::schedule {

// The smallest key wins. Of equal keys the smaller seat wins, unless `Tie` decides: then the number a wins
// for which `Tie(a, b)`, a total order of the numbers, says that a comes before b.
template <class Tie>
class tournament {
 public:
  // Seats are 0 to seats-1, all empty at first.
  tournament(std::size_t seats, Tie tie)
      : first_(std::bit_ceil(seats + (seats == 0 ? 1U : 0U))),
        nodes_(2 * first_),
        tie_(tie),
        deep_(tie.decides()) {}

  bool empty() const { return nodes_[1].number < 0; }
  std::int32_t top() const { return nodes_[1].number; }
  std::uint64_t top_key() const { return nodes_[1].key; }

  // Puts the player `number` (not negative) on the seat with this key, which must be smaller than the largest
  // possible key.
  void seat(std::size_t at, std::int32_t number, std::uint64_t key) { play(at, {key, number}); }
  void leave(std::size_t at) { play(at, {}); }

 private:
  struct entry {
    std::uint64_t key = std::numeric_limits<std::uint64_t>::max();
    std::int32_t number = -1;  // an empty seat, which loses against everybody
  };

  void play(std::size_t at, entry e) {
    std::size_t node = first_ + at;
    nodes_[node] = e;
    for (; node > 1; node /= 2) {
      const entry& other = nodes_[node ^ 1];
      // Branch-free, because the winner is unpredictable.
      bool loses = (other.key < e.key) | ((other.key == e.key) & ((node & 1) != 0));
      if (deep_ && other.key == e.key)
        loses = other.number >= 0 && (e.number < 0 || tie_(other.number, e.number));
      e.key = loses ? other.key : e.key;
      e.number = loses ? other.number : e.number;
      nodes_[node / 2] = e;
    }
  }

  std::size_t first_;  // node of the first seat; node 1 holds the winner, and nodes 2i and 2i+1 meet at i
  std::vector<entry> nodes_;
  Tie tie_;
  bool deep_;
};

}  // namespace bangtin::playlists::schedule
