#include "scheduler/events/waiters.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bangtin::scheduler::events {

asio::awaitable<void> waiters::wait(std::chrono::steady_clock::duration max) {
  auto mine = waiting_.emplace(waiting_.end(), executor_, max);
  co_await mine->async_wait(asio::as_tuple(asio::use_awaitable));
  waiting_.erase(mine);
}

void waiters::wake_all() {
  for (asio::steady_timer& t : waiting_) t.cancel();
  if (also_ != nullptr) also_->wake_all();
}

}  // namespace bangtin::scheduler::events
