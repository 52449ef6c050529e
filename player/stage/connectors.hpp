// What the kernel says of the graphics cards' connectors (HDMI-A-1, DP-2, ...): the files of /sys/class/drm.
// Reading them asks the kernel for what it knows already; it does not probe the screens.
//
// Pure values and functions except for read_connectors. Any thread may call them. Nothing here fails: a file
// that is missing is empty.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace bangtin::player::stage {

// Whether a viewer can see what is drawn, as far as is known.
enum class connection { unknown, connected, disconnected };

struct connector {
  std::string name;     // "card0-HDMI-A-1"
  std::string status;   // "connected", "disconnected", "unknown"
  std::string enabled;  // "enabled" when a picture is sent to it, else "disabled"; empty: not told
  std::string dpms;     // "On", "Standby", "Suspend", "Off"; empty: not told
  std::string modes;    // a line per resolution, the preferred one first
  std::string edid;     // of the screen; not text
  bool operator==(const connector&) const = default;
};

// The connectors that a screen can be plugged into, in the order of their names. `folder`: /sys/class/drm, or
// a folder of a test with the same files.
std::vector<connector> read_connectors(const std::filesystem::path& folder);

// Connected if one of them has a screen that is plugged in, awake and sent a picture. Unknown if there is no
// connector, or if none is better than "unknown".
connection connection_of(std::span<const connector> all);

// Whether a screen is plugged into one of them, asleep or not.
bool any_plugged_in(std::span<const connector> all);

// Differs whenever a connector, its screen or its resolutions differ; not when a screen sleeps. Empty without
// connectors.
std::string arrangement_of(std::span<const connector> all);

}  // namespace bangtin::player::stage
