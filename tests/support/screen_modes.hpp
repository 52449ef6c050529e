// What a technician does with xrandr, and a look at the result: changes the resolution of an X server's only
// screen, switches it off and on, and reads what the server shows. For a virtual screen (Xvfb), which takes
// any size up to the one with which it was started.
//
// Owns a connection to the server. Throws std::runtime_error when the server refuses.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bangtin::fakes {

struct pixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> bgrx;  // four bytes a pixel; the fourth is 0
  bool operator==(const pixels&) const = default;
};

class screen_modes {
 public:
  explicit screen_modes(const std::string& display);
  ~screen_modes();
  screen_modes(const screen_modes&) = delete;
  screen_modes& operator=(const screen_modes&) = delete;

  // The screen gets this resolution, and the desktop this size. A size that is not a mode of the screen yet
  // becomes one.
  void set(int width, int height);
  // The screen shows nothing; it stays plugged in.
  void off();
  bool is_on() const;
  // Everything that the screen shows now.
  pixels look() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace bangtin::fakes
