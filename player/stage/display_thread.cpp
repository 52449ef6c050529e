// A mailbox with room for one wish of each kind: the newest replaces what is still waiting. So a display that
// hangs costs no memory, and is switched once when it goes on.
#include "player/stage/display_thread.hpp"

#include <utility>

namespace bangtin::player::stage {

display_thread::display_thread(display_maker make)
    : thread_([this, make = std::move(make)](const std::stop_token& stop) { run(stop, make); }) {}

display_thread::~display_thread() = default;

void display_thread::power(bool on) {
  std::lock_guard guard(lock_);
  power_wanted_ = on;
  look_wanted_ = true;
  changed_.notify_one();
}

void display_thread::look() {
  std::lock_guard guard(lock_);
  look_wanted_ = true;
  changed_.notify_one();
}

std::optional<bool> display_thread::connected() const {
  answer last = connected_;
  return last == answer::none ? std::nullopt : std::optional(last == answer::yes);
}

void display_thread::run(const std::stop_token& stop, const display_maker& make) {
  std::unique_ptr<display> screen = make();
  while (!stop.stop_requested()) {
    std::optional<bool> on;
    {
      std::unique_lock guard(lock_);
      if (!changed_.wait(guard, stop, [this] { return look_wanted_; })) return;
      on = std::exchange(power_wanted_, std::nullopt);
      look_wanted_ = false;
    }
    if (on) screen->power(*on);
    if (stop.stop_requested()) return;
    connected_ = screen->connected() ? answer::yes : answer::no;
  }
}

}  // namespace bangtin::player::stage
