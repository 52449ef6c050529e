// For KMS the display reads the kernel's connector files, and switches connectors by their property "DPMS".
// x11_display.cpp has X11.
//
// It runs on another thread than SDL.
#include "player/stage/displays.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <xf86drmMode.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "player/stage/x11_display.hpp"

namespace bangtin::player::stage {

namespace {

// Of a driver that we know nothing of.
class unknown_display final : public display {
 public:
  display_state look() override { return {}; }
  void power(bool) override {}
};

// Of a driver that draws into memory.
class invisible_display final : public display {
 public:
  display_state look() override { return {.screen = connection::disconnected}; }
  void power(bool) override {}
};

// ---- KMS

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using drm_resources = std::unique_ptr<drmModeRes, freed_by<drmModeFreeResources>>;
using drm_connector = std::unique_ptr<drmModeConnector, freed_by<drmModeFreeConnector>>;
using drm_property = std::unique_ptr<drmModePropertyRes, freed_by<drmModeFreeProperty>>;

void switch_connector(int fd, std::uint32_t id, bool on) {
  // Use the state that the kernel has cached; probing the screen takes long.
  drm_connector connector(drmModeGetConnectorCurrent(fd, id));
  if (!connector) return;
  for (std::uint32_t property :
       std::span(connector->props, static_cast<std::size_t>(connector->count_props))) {
    drm_property about(drmModeGetProperty(fd, property));
    if (!about || std::string_view(about->name) != "DPMS") continue;
    int failed = drmModeConnectorSetProperty(fd, id, property, on ? DRM_MODE_DPMS_ON : DRM_MODE_DPMS_OFF);
    if (failed != 0) spdlog::info("the output cannot be switched: {}", std::strerror(-failed));
  }
}

void switch_connectors(int fd, bool on) {
  drm_resources card(drmModeGetResources(fd));
  if (!card) return;
  for (std::uint32_t id : std::span(card->connectors, static_cast<std::size_t>(card->count_connectors))) {
    switch_connector(fd, id, on);
  }
}

class kms_display final : public display {
 public:
  kms_display(int fd, std::filesystem::path connectors) : fd_(fd), connectors_(std::move(connectors)) {}
  display_state look() override {
    std::vector<connector> all = read_connectors(connectors_);
    return {
        .screen = connection_of(all), .arrangement = arrangement_of(all), .openable = any_plugged_in(all)};
  }
  void power(bool on) override {
    if (fd_ >= 0) switch_connectors(fd_, on);
  }

 private:
  int fd_;
  std::filesystem::path connectors_;
};

// Under a Wayland compositor the kernel still knows what is plugged in and awake. The compositor alone
// switches outputs, and tells the window its size.
class wayland_display final : public display {
 public:
  explicit wayland_display(std::filesystem::path connectors) : connectors_(std::move(connectors)) {}
  display_state look() override { return {.screen = connection_of(read_connectors(connectors_))}; }
  void power(bool) override {}

 private:
  std::filesystem::path connectors_;
};

// ---- no window yet

bool wayland_answers() {
  const char* folder = std::getenv("XDG_RUNTIME_DIR");
  const char* named = std::getenv("WAYLAND_DISPLAY");
  std::filesystem::path path = named != nullptr && *named != 0 ? named : "wayland-0";
  if (path.is_relative() && folder != nullptr) path = folder / path;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) return false;
  std::strcpy(address.sun_path, path.c_str());
  unique_fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool x_answers() {
  const char* name = std::getenv("DISPLAY");
  return name != nullptr && *name != 0 && make_x11_display()->look().openable;
}

// Finds out on the display's thread whether SDL could open a window, so that a server that does not answer
// keeps the display loop from nothing.
class no_display final : public display {
 public:
  explicit no_display(std::filesystem::path connectors) : connectors_(std::move(connectors)) {}
  display_state look() override {
    display_state s{.screen = connection::disconnected, .openable = false};
    for (const std::string& driver : wanted_drivers()) s.openable = s.openable || may_open(driver);
    return s;
  }
  void power(bool) override {}

 private:
  bool may_open(const std::string& driver) const {
    if (driver == "x11") return x_answers();
    if (driver == "wayland") return wayland_answers();
    if (driver == "kmsdrm") return any_plugged_in(read_connectors(connectors_));
    return true;  // somebody asked for it by name
  }

  std::filesystem::path connectors_;
};

}  // namespace

std::vector<std::string> wanted_drivers() {
  const char* named = std::getenv("SDL_VIDEODRIVER");
  if (named == nullptr || *named == 0) return {"x11", "wayland", "kmsdrm"};
  std::vector<std::string> all = split(named, ',');
  for (std::string& name : all) {
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  }
  return all;
}

bool draws_nowhere(std::string_view driver) {
  return driver == "offscreen" || driver == "dummy" || driver == "evdev";
}

std::unique_ptr<display> make_display(std::string_view driver, int drm_fd,
                                      const std::filesystem::path& connectors) {
  if (driver.empty()) return std::make_unique<no_display>(connectors);
  if (driver == "x11") return make_x11_display();
  if (driver == "KMSDRM" || driver == "kmsdrm") return std::make_unique<kms_display>(drm_fd, connectors);
  if (driver == "wayland") return std::make_unique<wayland_display>(connectors);
  if (draws_nowhere(driver)) return std::make_unique<invisible_display>();
  return std::make_unique<unknown_display>();
}

}  // namespace bangtin::player::stage
