// A waiter is a timer in a list: it ends at its timeout, and wake_all() ends it early by cancelling it.
// Nothing is handed over to a waiter; it reads current() again.
#include "scheduler/events/programme_hub.hpp"

namespace bangtin::scheduler::events {

std::shared_ptr<const playlists::programme::programme> programme_hub::zone() const {
  return current_ ? current_->value : unpublished_;
}

void programme_hub::set_first_zone(const std::string& timezone) {
  playlists::programme::programme p;
  p.timezone = timezone;
  unpublished_ = std::make_shared<const playlists::programme::programme>(std::move(p));
}

void programme_hub::show(std::shared_ptr<const published_programme> next) {
  current_ = std::move(next);
  wake_all();
}

}  // namespace bangtin::scheduler::events
