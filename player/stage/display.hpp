// What hangs on the output: whether a screen is plugged in and awake, and how to switch it on and off. Beside
// SDL, which knows neither.
//
// A display is used by one thread, the one that made it. Its calls wait for the X server, the kernel or a
// file of the kernel, without a timeout; so the stage uses it through display_thread.hpp.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace bangtin::player::stage {

class display {
 public:
  virtual ~display() = default;
  // A screen is plugged in and not asleep. True where that cannot be known.
  virtual bool connected() = 0;
  // Asks for it; where the output cannot be switched nothing happens.
  virtual void power(bool on) = 0;
};
using display_maker = std::function<std::unique_ptr<display>()>;

// `driver`: SDL's name for what it draws through: "x11", "KMSDRM", "wayland", ... `drm_fd`: SDL's own
// descriptor of the graphics card, which alone may switch it; -1: none.
std::unique_ptr<display> make_display(std::string_view driver, int drm_fd);

// From now on the process ends at once, with this exit code and a line in the log, when the X server goes:
// its library could not go on, and would otherwise run the destructors of a program in full run. Call once X
// is in use; elsewhere it does nothing.
void end_with_x_server(int exit_code);

// Somebody looks after the windows (EWMH, _NET_SUPPORTING_WM_CHECK on X11). On a bare X server nobody does,
// and nobody answers a window that asks to be made larger. True on anything but X11.
bool window_manager_there(std::string_view driver);

// The connectors of all graphics cards: one is plugged in and none asleep beside it (files of
// /sys/class/drm: `status` and `dpms`). True where there is none. `folder`: /sys/class/drm.
bool connector_awake(const char* folder);

}  // namespace bangtin::player::stage
