// The coroutines that wait for the next change of a hub, each with its own timeout. Owned by the hub; one
// thread: the network's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <list>
#include <utility>

namespace bangtin::scheduler::events {

namespace asio = boost::asio;

class waiters {
 public:
  explicit waiters(asio::any_io_executor on) : executor_(std::move(on)) {}

  // Suspends the caller until the next wake_all(), at most `max`. The object must outlive the wait.
  asio::awaitable<void> wait(std::chrono::steady_clock::duration max);
  void wake_all();
  // From now on wake_all() also wakes those that wait there. `other` must outlive this object's last
  // wake_all().
  void also_wake(waiters& other) { also_ = &other; }
  // How many wait now.
  std::size_t count() const { return waiting_.size(); }

 private:
  asio::any_io_executor executor_;
  std::list<asio::steady_timer> waiting_;
  waiters* also_ = nullptr;
};

}  // namespace bangtin::scheduler::events
