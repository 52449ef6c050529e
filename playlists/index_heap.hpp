// A binary heap of small numbers that knows where each is, so that any can be taken out. The order is the
// caller's, and may change for a number only while it is not in the heap, or right before `resort`.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bangtin::playlists {

// `Less(a, b)`: whether a comes before b; a total order.
template <class Less>
class index_heap {
 public:
  // For the numbers 0 to count-1. None is inside at first.
  index_heap(std::size_t count, Less less) : place_(count, outside), less_(less) {}

  bool empty() const { return heap_.empty(); }
  std::int32_t top() const { return heap_.front(); }
  bool contains(std::int32_t i) const { return place_[static_cast<std::size_t>(i)] != outside; }

  void push(std::int32_t i) {
    heap_.push_back(i);
    rise(heap_.size() - 1);
  }
  void pop() { remove(top()); }
  void remove(std::int32_t i) {
    auto hole = static_cast<std::size_t>(std::exchange(place_[static_cast<std::size_t>(i)], outside));
    std::int32_t last = heap_.back();
    heap_.pop_back();
    if (last == i) return;
    put(hole, last);
    sink(hole);
    rise(static_cast<std::size_t>(place_[static_cast<std::size_t>(last)]));
  }
  // The top's order has changed to a later one.
  void resort() { sink(0); }

 private:
  static constexpr std::int32_t outside = -1;

  void put(std::size_t at, std::int32_t i) {
    heap_[at] = i;
    place_[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(at);
  }
  void rise(std::size_t at) {
    std::int32_t i = heap_[at];
    while (at > 0 && less_(i, heap_[(at - 1) / 2])) {
      put(at, heap_[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, i);
  }
  void sink(std::size_t at) {
    std::int32_t i = heap_[at];
    for (;;) {
      std::size_t child = 2 * at + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && less_(heap_[child + 1], heap_[child])) ++child;
      if (!less_(heap_[child], i)) break;
      put(at, heap_[child]);
      at = child;
    }
    put(at, i);
  }

  std::vector<std::int32_t> heap_;
  std::vector<std::int32_t> place_;
  Less less_;
};

}  // namespace bangtin::playlists
