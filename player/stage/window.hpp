// The player's window and its output. SDL stays behind this header.
//
// Not thread-safe; use only on the creating thread. One window per process at a time; the next one may be
// opened when the one before is gone.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "player/stage/output/output.hpp"
#include "player/stage/stage_options.hpp"

namespace bangtin::player::stage {

// What happened to the window since the last call of news().
struct window_news {
  bool close = false;
  bool redraw = false;  // its content was lost, or its size changed
  bool resized = false;
  bool displays = false;  // a display was added or removed
  bool sound_devices = false;
};

class window {
 public:
  virtual ~window() = default;
  virtual output::output& out() = 0;
  virtual window_news news() = 0;
  // SDL's name of its video driver, and its descriptor of the graphics card with KMS, otherwise -1.
  virtual std::string driver() const = 0;
  virtual int drm_fd() const = 0;
  // Its place on the desktop.
  virtual rect_px place() const = 0;
  // Where it belongs, if SDL keeps track of that itself (Wayland); empty: it does not.
  virtual std::optional<rect_px> wanted_place() const = 0;
  // Moves it there, and changes its size. False when somebody else (a window manager, a compositor) decides
  // about that.
  virtual bool move_to(const rect_px& place) = 0;
};

// Opens SDL's window: full screen on the first display, or as `options.windowed` says. Tries the drivers of
// wanted_drivers() in displays.hpp, and so none that draws into memory unless it is named. errc::io when
// there is no display to open a window on; errc::unsupported when `options.path` is texture and SDL has no
// renderer.
result<std::unique_ptr<window>> open_window(const stage_options& options);

}  // namespace bangtin::player::stage
