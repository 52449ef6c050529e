// How several threads stop in the time of the slowest: all are asked before any is waited for.
#pragma once

#include <optional>

namespace bangtin::player::sync {

// Each has `request_stop`, which returns at once, and a destructor that joins. An empty one is passed over;
// all are empty afterwards.
template <class... Thread>
void stop_all(std::optional<Thread>&... threads) {
  auto ask = [](auto& thread) {
    if (thread) thread->request_stop();
  };
  (ask(threads), ...);
  (threads.reset(), ...);
}

}  // namespace bangtin::player::sync
