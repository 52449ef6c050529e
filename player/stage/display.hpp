// The screen at the output: whether one is plugged in and awake, and how to switch it on and off. SDL offers
// neither.
//
// Not thread-safe; use a display only on the thread that made it. Its calls wait for the X server, the kernel
// or a file of the kernel, without a timeout; so the stage uses it through display_thread.hpp.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace bangtin::player::stage {

class display {
 public:
  virtual ~display() = default;
  // Whether a screen is plugged in and not asleep. True where that is unknown.
  virtual bool connected() = 0;
  // Requests it; does nothing where the output cannot be switched.
  virtual void power(bool on) = 0;
};
using display_maker = std::function<std::unique_ptr<display>()>;

// `driver`: SDL's name of its video driver: "x11", "KMSDRM", "wayland", ... `drm_fd`: SDL's descriptor of the
// graphics card, the only one that may switch it; -1: none.
std::unique_ptr<display> make_display(std::string_view driver, int drm_fd);

// From now on the process exits at once, with this exit code and a line in the log, when the connection to
// the X server breaks: Xlib cannot continue, and its exit() would run destructors while other threads still
// run. Call it once X is in use; does nothing elsewhere.
void end_with_x_server(int exit_code);

// Whether a window manager runs (EWMH, _NET_SUPPORTING_WM_CHECK on X11). On a bare X server none does, and
// nothing answers a window that asks for full screen. True on anything but X11.
bool window_manager_there(std::string_view driver);

// Whether any connector of any graphics card has a screen that is plugged in and awake (files of
// /sys/class/drm: `status` and `dpms`). True where there is no connector. `folder`: /sys/class/drm.
bool connector_awake(const char* folder);

}  // namespace bangtin::player::stage
