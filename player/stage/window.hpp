// The window. SDL stays behind this header.
//
// One thread, the one that made it. One window per process.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "player/stage/output/output.hpp"
#include "player/stage/stage_options.hpp"

namespace bangtin::player::stage {

// What happened to the window since it was asked last.
struct window_news {
  bool close = false;
  bool redraw = false;  // its content was lost, or its size is another
  bool resized = false;
  bool displays = false;  // one came or went
  bool sound_devices = false;
};

class window {
 public:
  // errc::io when there is no display to open a window on.
  static result<std::unique_ptr<window>> open(const stage_options& options);
  ~window();
  window(const window&) = delete;
  window& operator=(const window&) = delete;

  output::output& out() { return *output_; }
  window_news news();
  bool display_connected() const;
  // SDL's name for what it draws through, and its descriptor of the graphics card with KMS, else -1.
  std::string driver() const;
  int drm_fd() const;

 private:
  struct parts;
  explicit window(std::unique_ptr<parts> p);

  std::unique_ptr<parts> parts_;
  std::unique_ptr<output::output> output_;
};

}  // namespace bangtin::player::stage
