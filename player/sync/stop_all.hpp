// Stops several threads in the time of the slowest one: it asks all of them before it waits for any.
#pragma once

#include <optional>

namespace bangtin::player::sync {

// Each thread object has `request_stop`, which returns at once, and a destructor that joins. Empty optionals
// are skipped; all are empty afterwards.
template <class... Thread>
void stop_all(std::optional<Thread>&... threads) {
  auto ask = [](auto& thread) {
    if (thread) thread->request_stop();
  };
  (ask(threads), ...);
  (threads.reset(), ...);
}

}  // namespace bangtin::player::sync
