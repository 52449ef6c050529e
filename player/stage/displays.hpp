// The displays (display.hpp) for each of SDL's video drivers, and which drivers are tried. Any thread may
// call these functions.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "player/stage/display.hpp"

namespace bangtin::player::stage {

constexpr const char* kernel_connectors = "/sys/class/drm";

// `driver`: SDL's name of the video driver of the open window: "x11", "KMSDRM", "wayland", ...; empty: no
// window is open, and `look` says whether one can be. `drm_fd`: SDL's descriptor of the graphics card, the
// only one that may switch it; -1: none. `connectors`: the kernel's files, see connectors.hpp.
std::unique_ptr<display> make_display(std::string_view driver, int drm_fd,
                                      const std::filesystem::path& connectors = kernel_connectors);

// SDL's video drivers to try, in this order and in lower case: those that SDL_VIDEODRIVER names, else the
// ones that reach a screen.
std::vector<std::string> wanted_drivers();

// Drivers that draw into memory: used only when SDL_VIDEODRIVER names them, and never seen by anybody.
bool draws_nowhere(std::string_view driver);

}  // namespace bangtin::player::stage
