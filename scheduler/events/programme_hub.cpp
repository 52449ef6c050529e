// A waiter is a timer in a list: it ends at its timeout, and wake_all() ends it early by cancelling it.
// Nothing is handed over to a waiter; it reads current() again.
#include "scheduler/events/programme_hub.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bangtin::scheduler::events {

std::shared_ptr<const playlists::programme::programme> programme_hub::zone() const {
  if (current_) return current_->value;
  return std::make_shared<const playlists::programme::programme>();
}

void programme_hub::show(std::shared_ptr<const published_programme> next) {
  current_ = std::move(next);
  wake_all();
}

void programme_hub::wake_all() {
  for (asio::steady_timer& t : waiting_) t.cancel();
}

asio::awaitable<void> programme_hub::wait(std::chrono::steady_clock::duration most) {
  auto mine = waiting_.emplace(waiting_.end(), executor_, most);
  co_await mine->async_wait(asio::as_tuple(asio::use_awaitable));
  waiting_.erase(mine);
}

}  // namespace bangtin::scheduler::events
