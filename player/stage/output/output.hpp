// How a scene gets into the window. outputs.hpp has the two implementations. The window owns its output.
#pragma once

#include <string>

#include "base/error.hpp"
#include "player/stage/scene.hpp"

namespace bangtin::player::stage::output {

// Presents scenes in the window.
class output {
 public:
  virtual ~output() = default;
  // Presents the scene, unless it equals the one presented last. False when the window could not be drawn to.
  virtual bool show(const scene& s) = 0;
  // The window's content, not rotated back; `shown` is the scene that was presented last. errc::io when the
  // window cannot be read.
  virtual result<image> grab(const scene& shown) = 0;
  virtual size_px size() const = 0;
  virtual std::string name() const = 0;  // for the log: "surface x11", "texture opengl"
};

}  // namespace bangtin::player::stage::output
