// Draws texts on a thread of its own. Laying out a text can take longer than a frame, and a text from outside
// can be made to take very long; so the display loop orders a drawing ahead, goes on, and looks later whether
// it is there.
//
// Orders are drawn one after the other, oldest first. An order that nobody holds any more is skipped, so the
// queue never holds more than its owners do. Use it on one thread. The destructor waits for the drawing that
// is being made.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/files.hpp"

namespace bangtin::player::stage {

// What was ordered: null until it is there, then for ever the same.
template <class T>
class ordered {
 public:
  const T* get() const { return done_.load(std::memory_order_acquire) ? &*value_ : nullptr; }

 private:
  friend class typesetter;
  std::optional<T> value_;
  std::atomic<bool> done_ = false;
};

class typesetter {
 public:
  typesetter();
  ~typesetter();
  typesetter(const typesetter&) = delete;
  typesetter& operator=(const typesetter&) = delete;

  // Orders what `make` returns. `make` runs on the typesetter's thread and uses only what it holds; it must
  // not throw. Where no thread can be started, it runs here.
  template <class Make>
  auto order(Make make) -> std::shared_ptr<const ordered<decltype(make())>> {
    auto slot = std::make_shared<ordered<decltype(make())>>();
    std::weak_ptr<ordered<decltype(make())>> wanted = slot;
    add([wanted, make = std::move(make)] {
      auto still = wanted.lock();
      if (!still) return;
      still->value_.emplace(make());
      still->done_.store(true, std::memory_order_release);
    });
    return slot;
  }
  // Readable after an order is done; read eight bytes to clear it. -1 where the system has none.
  int news_fd() const { return news_.get(); }

 private:
  void add(std::function<void()> job);
  void run(const std::stop_token& stop);

  unique_fd news_;
  std::mutex lock_;
  std::condition_variable_any came_;
  std::deque<std::function<void()>> jobs_;  // guarded by lock_
  std::jthread thread_;                     // starts with the first order
};

}  // namespace bangtin::player::stage
