// A mailbox with room for one wish of each kind: the newest replaces what is still waiting. So a display that
// hangs costs no memory, and is switched once when it goes on.
#include "player/stage/display_thread.hpp"

#include <utility>

namespace bangtin::player::stage {

display_thread::display_thread(display_maker make)
    : make_(std::move(make)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

display_thread::~display_thread() = default;

void display_thread::use(display_maker make) {
  std::lock_guard guard(lock_);
  make_ = std::move(make);
  ++number_;
  state_.reset();
  look_wanted_ = true;
  changed_.notify_one();
}

void display_thread::let_go() {
  unsigned newest = 0;
  {
    std::lock_guard guard(lock_);
    newest = number_;
  }
  std::lock_guard guard(switching_);
  first_usable_ = newest + 1;
}

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

std::optional<display_state> display_thread::state() const {
  std::lock_guard guard(lock_);
  return state_;
}

bool display_thread::at_rest() const {
  std::lock_guard guard(lock_);
  return !look_wanted_ && !busy_;
}

void display_thread::run(const std::stop_token& stop) {
  std::unique_ptr<display> screen;
  unsigned number = 0;
  while (!stop.stop_requested()) {
    std::optional<bool> on;
    display_maker make;
    {
      std::unique_lock guard(lock_);
      if (!changed_.wait(guard, stop, [this] { return look_wanted_; })) return;
      on = std::exchange(power_wanted_, std::nullopt);
      make = std::exchange(make_, nullptr);
      if (make) number = number_;
      look_wanted_ = false;
      busy_ = true;
    }
    if (make) {
      screen = nullptr;
      screen = make();
    }
    if (on) {
      std::lock_guard guard(switching_);
      if (number >= first_usable_) screen->power(*on);
    }
    if (stop.stop_requested()) return;
    display_state seen = screen->look();
    std::lock_guard guard(lock_);
    busy_ = false;
    if (!make_) state_ = std::move(seen);  // else it is the state of the display before
  }
}

}  // namespace bangtin::player::stage
