// The player's window and its output. SDL stays behind this header.
//
// Not thread-safe; use only on the creating thread. One window per process.
#pragma once

#include <memory>
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
  // errc::io when there is no display to open a window on; errc::unsupported when `options.path` is texture
  // and SDL has no renderer.
  static result<std::unique_ptr<window>> open(const stage_options& options);
  ~window();
  window(const window&) = delete;
  window& operator=(const window&) = delete;

  output::output& out() { return *output_; }
  window_news news();
  bool display_connected() const;
  // SDL's name of its video driver, and its descriptor of the graphics card with KMS, otherwise -1.
  std::string driver() const;
  int drm_fd() const;

 private:
  struct parts;
  explicit window(std::unique_ptr<parts> p);

  std::unique_ptr<parts> parts_;
  std::unique_ptr<output::output> output_;
};

}  // namespace bangtin::player::stage
