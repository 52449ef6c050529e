// The window, and the two ways of getting a picture into it. SDL stays behind this header.
//
// One thread, the one that made it. One window per process.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "player/stage/scene.hpp"
#include "player/stage/sdl_stage.hpp"

namespace bangtin::player {

// Presents scenes in the window.
class output {
 public:
  virtual ~output() = default;
  // Presents it, unless it is what was presented last. False when the window could not be drawn to.
  virtual bool show(const scene& s) = 0;
  // What is in the window now, as it is in it (not turned back); `shown` is what was shown last.
  virtual result<image> grab(const scene& shown) = 0;
  virtual size_px size() const = 0;
  virtual std::string name() const = 0;  // for the log: "surface x11", "texture opengl"
};

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

  output& out() { return *output_; }
  window_news news();
  bool display_connected() const;
  // SDL's name for what it draws through, and its descriptor of the graphics card with KMS, else -1.
  std::string driver() const;
  int drm_fd() const;

 private:
  struct parts;
  explicit window(std::unique_ptr<parts> p);

  std::unique_ptr<parts> parts_;
  std::unique_ptr<output> output_;
};

}  // namespace bangtin::player
