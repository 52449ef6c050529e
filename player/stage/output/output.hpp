// The way in which a picture gets into the window. outputs.hpp has the two that there are.
//
// Not thread-safe: use only on the window's thread.
#pragma once

#include <string>

#include "base/error.hpp"
#include "player/stage/scene.hpp"

namespace bangtin::player::stage::output {

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

}  // namespace bangtin::player::stage::output
