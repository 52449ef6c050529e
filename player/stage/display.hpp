// The screen at the output: whether one is plugged in and awake, which part of the desktop it shows, and how
// to switch it on and off. SDL offers the first and the last not at all, and the second only as it was when
// SDL started.
//
// Not thread-safe; use a display only on the thread that made it. Its calls wait for the X server, the kernel
// or a file of the kernel, without a timeout; so the stage uses it through display_thread.hpp.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "player/stage/connectors.hpp"
#include "player/stage/geometry.hpp"

namespace bangtin::player::stage {

struct display_state {
  connection screen = connection::unknown;
  // What the screen shows of the desktop, in the desktop's coordinates; a full-screen window covers it.
  // Empty: nobody knows, or the window fills the output without our help.
  std::optional<rect_px> area{};
  // If it changes, only a newly opened window fills the output. Empty: there is no card or connector, or the
  // window keeps up without our help.
  std::string arrangement{};
  // Whether it is worth trying to open a window: something is plugged in, asleep or not, or a server answers.
  bool openable = true;
  bool operator==(const display_state&) const = default;
};

class display {
 public:
  virtual ~display() = default;
  virtual display_state look() = 0;
  // Requests it; does nothing where the output cannot be switched.
  virtual void power(bool on) = 0;
};
using display_maker = std::function<std::unique_ptr<display>()>;

}  // namespace bangtin::player::stage
