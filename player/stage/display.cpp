// For X11 each display uses its own connection. For KMS it reads the kernel's connector files, and switches
// connectors by their property "DPMS".
//
// It runs on another thread than SDL: SDL calls XInitThreads before it connects, so Xlib guards what its
// connections share.
#include "player/stage/display.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>
#include <xf86drmMode.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>

#include "player/stage/x11_symbols.hpp"

namespace bangtin::player::stage {

namespace {

class unknown_display final : public display {
 public:
  bool connected() override { return true; }
  void power(bool) override {}
};

// ---- X11

int exit_code_without_x = 1;

int x_server_gone(Display*) {
  spdlog::critical("the display server has gone; the player ends, to be started anew");
  if (auto log = spdlog::default_logger()) log->flush();
  // _exit, not exit: other threads still run. The next start closes what is open in the journal.
  ::_exit(exit_code_without_x);
}

class x11_display final : public display {
 public:
  x11_display() {
    if (!x11().xlib) return;
    display_ = x11().xlib->open_display(nullptr);
    if (display_ == nullptr) return;
    int unused = 0;
    if (x11().dpms && x11().dpms->query_extension(display_, &unused, &unused) &&
        x11().dpms->capable(display_)) {
      dpms_ = &*x11().dpms;
    }
    if (x11().randr && x11().randr->query_extension(display_, &unused, &unused)) randr_ = &*x11().randr;
  }
  ~x11_display() override {
    if (display_ != nullptr) x11().xlib->close_display(display_);
  }

  bool connected() override { return display_ == nullptr || (plugged_in() && awake()); }

  void power(bool on) override {
    if (dpms_ == nullptr) return;
    dpms_->enable(display_);
    dpms_->set_timeouts(display_, 0, 0, 0);  // the server never switches by itself
    dpms_->force_level(display_, on ? DPMSModeOn : DPMSModeOff);
    x11().xlib->sync(display_, False);
  }

 private:
  // A server that reports no output at all (a virtual one) has nothing to unplug.
  bool plugged_in() const {
    if (randr_ == nullptr) return true;
    XRRScreenResources* all = randr_->screen_resources(display_, DefaultRootWindow(display_));
    if (all == nullptr) return true;
    bool any = all->noutput == 0;
    for (int i = 0; i < all->noutput && !any; ++i) {
      XRROutputInfo* o = randr_->output_info(display_, all, all->outputs[i]);
      any = o != nullptr && o->connection != RR_Disconnected;
      if (o != nullptr) randr_->free_output_info(o);
    }
    randr_->free_screen_resources(all);
    return any;
  }

  bool awake() const {
    if (dpms_ == nullptr) return true;
    CARD16 level = DPMSModeOn;
    BOOL enabled = False;
    return !dpms_->info(display_, &level, &enabled) || !enabled || level == DPMSModeOn;
  }

  Display* display_ = nullptr;
  const dpms_functions* dpms_ = nullptr;    // null: the server cannot switch its outputs
  const randr_functions* randr_ = nullptr;  // null: the server does not report outputs
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
  explicit kms_display(int fd) : fd_(fd) {}
  bool connected() override { return connector_awake("/sys/class/drm"); }
  void power(bool on) override {
    if (fd_ >= 0) switch_connectors(fd_, on);
  }

 private:
  int fd_;
};

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

bool connector_awake(const char* folder) {
  bool any = false;
  std::error_code gone;
  for (std::filesystem::directory_iterator i(folder, gone), end; !gone && i != end; i.increment(gone)) {
    std::string status = first_line(i->path() / "status");
    // A writeback connector writes into memory; it is no screen.
    bool screen = i->path().filename().string().find("Writeback") == std::string::npos;
    if (status.empty() || !screen) continue;
    any = true;
    std::string dpms = first_line(i->path() / "dpms");
    if (status != "disconnected" && (dpms.empty() || dpms == "On")) return true;
  }
  return !any;
}

void end_with_x_server(int exit_code) {
  // If SDL uses Xlib, it has loaded it by now.
  if (!is_xlib_loaded() || !x11().xlib) return;
  exit_code_without_x = exit_code;
  x11().xlib->set_io_error_handler(x_server_gone);
}

bool window_manager_there(std::string_view driver) {
  if (driver != "x11" || !x11().xlib) return true;
  const xlib_functions& xlib = *x11().xlib;
  Display* server = xlib.open_display(nullptr);
  if (server == nullptr) return true;
  Atom property = xlib.intern_atom(server, "_NET_SUPPORTING_WM_CHECK", False);
  Atom type = None;
  int format = 0;
  unsigned long count = 0;
  unsigned long left = 0;
  unsigned char* data = nullptr;
  xlib.get_window_property(server, DefaultRootWindow(server), property, 0, 1, False, AnyPropertyType, &type,
                           &format, &count, &left, &data);
  if (data != nullptr) xlib.free_data(data);
  xlib.close_display(server);
  return type != None;
}

std::unique_ptr<display> make_display(std::string_view driver, int drm_fd) {
  if (driver == "x11") return std::make_unique<x11_display>();
  if (driver == "KMSDRM" || driver == "kmsdrm") return std::make_unique<kms_display>(drm_fd);
  // Under a Wayland compositor the kernel still knows what is plugged in and awake; only the compositor may
  // switch.
  if (driver == "wayland") return std::make_unique<kms_display>(-1);
  return std::make_unique<unknown_display>();
}

}  // namespace bangtin::player::stage
