// A binary heap of small numbers, each with a key, that knows where each is, so that any can be taken out.
// Keys lie in the heap itself: a step costs no look-up elsewhere unless two keys are equal.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bangtin::playlists {

// The smallest key is at the top; of equal keys the one for which `Tie(a, b)` says that a comes before b, a
// total order of the numbers.
template <class Tie>
class index_heap {
 public:
  // For the numbers 0 to count-1. None is inside at first.
  index_heap(std::size_t count, Tie tie) : place_(count, outside), tie_(tie), deep_(tie.decides()) {}

  bool empty() const { return heap_.empty(); }
  std::int32_t top() const { return heap_.front().number; }
  std::uint64_t top_key() const { return heap_.front().key; }

  void push(std::int32_t i, std::uint64_t key) {
    heap_.push_back({key, i});
    rise(heap_.size() - 1, heap_.back());
  }
  void pop() { remove(top()); }
  void remove(std::int32_t i) {
    auto hole = static_cast<std::size_t>(std::exchange(place_[static_cast<std::size_t>(i)], outside));
    entry last = heap_.back();
    heap_.pop_back();
    if (last.number == i) return;
    sink(hole, last);
    rise(static_cast<std::size_t>(place_[static_cast<std::size_t>(last.number)]), last);
  }
  // The top has a new key, no smaller than before, or of an equal key a later place.
  void resort(std::uint64_t key) { sink(0, {key, top()}); }

 private:
  struct entry {
    std::uint64_t key;
    std::int32_t number;
  };
  static constexpr std::int32_t outside = -1;

  bool before(const entry& a, const entry& b) const {
    if (deep_ && a.key == b.key) return tie_(a.number, b.number);
    // Without a branch: which of two children is the smaller cannot be foreseen.
    return ((a.key < b.key) | ((a.key == b.key) & (a.number < b.number))) != 0;
  }
  void put(std::size_t at, const entry& e) {
    heap_[at] = e;
    place_[static_cast<std::size_t>(e.number)] = static_cast<std::int32_t>(at);
  }
  void rise(std::size_t at, entry e) {
    while (at > 0 && before(e, heap_[(at - 1) / 2])) {
      put(at, heap_[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, e);
  }
  void sink(std::size_t at, entry e) {
    for (;;) {
      std::size_t child = 2 * at + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size()) child += before(heap_[child + 1], heap_[child]) ? 1U : 0U;
      if (!before(heap_[child], e)) break;
      put(at, heap_[child]);
      at = child;
    }
    put(at, e);
  }

  std::vector<entry> heap_;
  std::vector<std::int32_t> place_;
  Tie tie_;
  bool deep_;
};

}  // namespace bangtin::playlists
