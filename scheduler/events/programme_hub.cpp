// A waiter is a timer in a list: it ends at its timeout, and wake_all() ends it early by cancelling it.
// Nothing is handed over to a waiter; it reads current() again.
#include "scheduler/events/programme_hub.hpp"

namespace bangtin::scheduler::events {

std::shared_ptr<const playlists::programme::programme> programme_hub::zone() const {
  if (current_) return current_->value;
  return std::make_shared<const playlists::programme::programme>();
}

void programme_hub::show(std::shared_ptr<const published_programme> next) {
  current_ = std::move(next);
  wake_all();
}

}  // namespace bangtin::scheduler::events
