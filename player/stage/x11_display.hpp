// The screen at an X server's output, by XRandR and DPMS, on a connection of its own (see display.hpp); and
// what else the player has to ask of X.
#pragma once

#include <memory>
#include <string_view>

#include "player/stage/display.hpp"

namespace bangtin::player::stage {

// Connects to $DISPLAY at once, and waits for the server. Without a connection its state is unknown and not
// openable. A bare X server (one without a window manager) gets the preferred mode of a screen that is
// plugged in while no screen has a picture: nobody else would set it.
std::unique_ptr<display> make_x11_display();

// From now on the process exits at once, with this exit code and a line in the log, when the connection to
// the X server breaks: Xlib cannot continue, and its exit() would run destructors while other threads still
// run. Before that it calls `instead`, if given, on the thread that noticed; a program that goes on without a
// display executes itself again there. Other errors of X are logged. Call it once X is in use; does nothing
// elsewhere.
void end_with_x_server(int exit_code, void (*instead)());

// Whether a window manager runs (EWMH, _NET_SUPPORTING_WM_CHECK on X11). On a bare X server none does, and
// nothing answers a window that asks for full screen. True on anything but X11.
bool window_manager_there(std::string_view driver);

}  // namespace bangtin::player::stage
