// The display (display.hpp) on a thread of its owner, so that a hung X server or a slow driver stops neither
// the picture nor the watchdog: the display loop asks, and reads the last known answer.
//
// Owned by the stage and used by its thread; only the destructor and `let_go` wait. The thread alone makes,
// uses and destroys the display, so that an X connection in it is never shared between threads.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "player/stage/display.hpp"

namespace bangtin::player::stage {

class display_thread {
 public:
  // Starts the thread, which calls `make` and asks the display for its first answer. What the display uses,
  // the graphics card's descriptor for example, outlives this object or the next call of `let_go`.
  explicit display_thread(display_maker make);
  // Asks the thread to stop, then joins it. A call that hangs can be neither cancelled nor joined: then this
  // waits until the process's exit deadline ends the process.
  ~display_thread();
  display_thread(const display_thread&) = delete;
  display_thread& operator=(const display_thread&) = delete;

  // From now on another display: the thread replaces the one before and looks at it. Until it has, `state` is
  // empty. What is still to be switched is switched there.
  void use(display_maker make);
  // The display before it no longer uses the graphics card. Waits while the thread is switching an output.
  void let_go();
  // Switches the output, then looks at it. Only the last of several wishes counts.
  void power(bool on);
  // Looks whether a screen is there. While a look is waiting, another one changes nothing.
  void look();
  // The display's last answer; none until the first one has come. While the display hangs, the answer before
  // it stays.
  std::optional<display_state> state() const;
  // Whether nothing that was asked for is waiting or under way.
  bool at_rest() const;

 private:
  void run(const std::stop_token& stop);

  // A display is numbered by the calls of `use` before it. Those below `first_usable_` have been let go of.
  std::mutex switching_;       // held while the display uses the graphics card
  unsigned first_usable_ = 0;  // guarded by switching_

  mutable std::mutex lock_;  // guards what follows
  std::condition_variable_any changed_;
  unsigned number_ = 0;  // of the newest display
  display_maker make_;   // of a display that is not made yet; empty: none
  std::optional<display_state> state_;
  std::optional<bool> power_wanted_;
  bool look_wanted_ = true;
  bool busy_ = false;
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
