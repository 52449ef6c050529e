// The display (display.hpp) on a thread of its owner, so that a hung X server or a slow driver stops neither
// the picture nor the watchdog: the display loop asks, and reads the last known answer.
//
// Owned by the stage and used by its thread; no call but the destructor waits. The thread alone makes, uses
// and destroys the display, so that an X connection in it is never shared between threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "player/stage/display.hpp"

namespace bangtin::player::stage {

class display_thread {
 public:
  // Starts the thread, which calls `make` and asks the display for its first answer. What the display uses,
  // the graphics card's descriptor for example, outlives this object.
  explicit display_thread(display_maker make);
  // Asks the thread to stop, then joins it. A call that hangs can be neither cancelled nor joined: then this
  // waits until the process's exit deadline ends the process.
  ~display_thread();
  display_thread(const display_thread&) = delete;
  display_thread& operator=(const display_thread&) = delete;

  // Switches the output, then looks at it. Only the last of several wishes counts.
  void power(bool on);
  // Looks whether a screen is there. While a look is waiting, another one changes nothing.
  void look();
  // The last answer of display::connected; none until the first one has come. While the display hangs, the
  // answer before it stays.
  std::optional<bool> connected() const;

 private:
  enum class answer { none, no, yes };

  void run(const std::stop_token& stop, const display_maker& make);

  std::atomic<answer> connected_ = answer::none;
  std::mutex lock_;
  std::condition_variable_any changed_;
  std::optional<bool> power_wanted_;  // guarded by lock_
  bool look_wanted_ = true;           // guarded by lock_
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
