// The screens' channels that are open, and what wakes them. In memory only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "scheduler/events/waiters.hpp"

namespace bangtin::scheduler::events {

// Not thread-safe; use only on the network's thread.
class channel_hub {
 public:
  explicit channel_hub(asio::any_io_executor on) : waiters_(std::move(on)) {}

  // A channel counts as open while this value lives, which may be longer than the hub does.
  std::shared_ptr<const char> place() const { return open_; }
  std::size_t open() const { return static_cast<std::size_t>(open_.use_count()) - 1; }

  // What the hubs of the subjects wake too (waiters::also_wake).
  waiters& woken() { return waiters_; }
  // Until something changes, at most `most`.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration most) { return waiters_.wait(most); }
  // The daemon ends: all channels do.
  void close() {
    closed_ = true;
    waiters_.wake_all();
  }
  bool closed() const { return closed_; }

 private:
  std::shared_ptr<const char> open_ = std::make_shared<char>();
  waiters waiters_;
  bool closed_ = false;
};

}  // namespace bangtin::scheduler::events
