// Every look asks for the server's current state, which does not make it probe the screens: a server notices
// by itself what is plugged in.
#include "player/stage/x11_display.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <span>
#include <vector>

#include "player/stage/x11_symbols.hpp"

namespace bangtin::player::stage {

namespace {

std::atomic<int> exit_code_without_x = 1;
std::atomic<void (*)()> instead_of_exit = nullptr;

int x_server_gone(Display*) {
  spdlog::critical("the display server has gone; the player starts again");
  if (auto log = spdlog::default_logger()) log->flush();
  if (auto* call = instead_of_exit.load()) call();
  // _exit, not exit: other threads still run. The next start closes what is open in the journal.
  ::_exit(exit_code_without_x);
}

// An output may go while it is asked about. Xlib's own handler would end the process.
int x_refused(Display*, XErrorEvent* e) {
  spdlog::debug("X refuses request {}.{}: error {}", e->request_code, e->minor_code, e->error_code);
  return 0;
}

void take_x_errors() {
  static std::once_flag once;
  std::call_once(once, [] {
    x11().xlib->init_threads();  // SDL uses Xlib on another thread
    x11().xlib->set_error_handler(x_refused);
    x11().xlib->set_io_error_handler(x_server_gone);
  });
}

bool window_manager_on(Display* server) {
  const xlib_functions& xlib = *x11().xlib;
  Atom property = xlib.intern_atom(server, "_NET_SUPPORTING_WM_CHECK", False);
  Atom type = None;
  int format = 0;
  unsigned long count = 0;
  unsigned long left = 0;
  unsigned char* data = nullptr;
  xlib.get_window_property(server, DefaultRootWindow(server), property, 0, 1, False, AnyPropertyType, &type,
                           &format, &count, &left, &data);
  if (data != nullptr) xlib.free_data(data);
  return type != None;
}

// An output of the server, as XRandR tells it.
struct x_output {
  RROutput id = None;
  Connection connected = RR_Disconnected;
  RRCrtc crtc = None;
  rect_px area;                // of its CRTC
  std::vector<RRMode> modes;   // the preferred one first
  std::vector<RRCrtc> usable;  // CRTCs
  bool mode_fits = false;      // the CRTC's mode is one of its own

  bool has_picture() const { return crtc != None && connected != RR_Disconnected; }
};

class x11_display final : public display {
 public:
  x11_display() {
    if (!x11().xlib) return;
    take_x_errors();
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

  display_state look() override {
    if (display_ == nullptr) return {.openable = false};
    if (randr_ == nullptr) return {};
    std::vector<x_output> all = outputs();
    if (light_up(all)) all = outputs();
    return state_of(all);
  }

  void power(bool on) override {
    if (dpms_ == nullptr) return;
    dpms_->enable(display_);
    dpms_->set_timeouts(display_, 0, 0, 0);  // the server never switches by itself
    dpms_->force_level(display_, on ? DPMSModeOn : DPMSModeOff);
    x11().xlib->sync(display_, False);
  }

 private:
  Window root() const { return DefaultRootWindow(display_); }
  std::vector<x_output> outputs() const;
  x_output output_of(XRRScreenResources& all, RROutput id) const;
  display_state state_of(const std::vector<x_output>& all) const;
  bool light_up(const std::vector<x_output>& all);
  bool set_preferred_mode(const x_output& o, const std::vector<x_output>& all) const;
  bool awake() const;

  Display* display_ = nullptr;
  const dpms_functions* dpms_ = nullptr;    // null: the server cannot switch its outputs
  const randr_functions* randr_ = nullptr;  // null: the server does not report outputs
  std::set<RROutput> were_plugged_in_;      // at the look before
};

// The primary output first, because that is where a full-screen window belongs.
std::vector<x_output> x11_display::outputs() const {
  std::vector<x_output> all;
  XRRScreenResources* resources = randr_->screen_resources(display_, root());
  if (resources == nullptr) return all;
  for (RROutput id : std::span(resources->outputs, static_cast<std::size_t>(resources->noutput))) {
    all.push_back(output_of(*resources, id));
  }
  randr_->free_screen_resources(resources);
  RROutput primary = randr_->output_primary(display_, root());
  std::stable_partition(all.begin(), all.end(), [&](const x_output& o) { return o.id == primary; });
  return all;
}

x_output x11_display::output_of(XRRScreenResources& all, RROutput id) const {
  x_output o;
  o.id = id;
  XRROutputInfo* info = randr_->output_info(display_, &all, id);
  if (info == nullptr) return o;
  o.connected = info->connection;
  o.modes.assign(info->modes, info->modes + info->nmode);
  o.usable.assign(info->crtcs, info->crtcs + info->ncrtc);
  if (XRRCrtcInfo* crtc = info->crtc != None ? randr_->crtc_info(display_, &all, info->crtc) : nullptr) {
    if (crtc->mode != None) o.crtc = info->crtc;
    o.area = {crtc->x, crtc->y, static_cast<int>(crtc->width), static_cast<int>(crtc->height)};
    o.mode_fits = std::find(o.modes.begin(), o.modes.end(), crtc->mode) != o.modes.end();
    randr_->free_crtc_info(crtc);
  }
  randr_->free_output_info(info);
  return o;
}

// A server whose outputs are all unplugged goes on drawing into the last mode; the window still covers it.
display_state x11_display::state_of(const std::vector<x_output>& all) const {
  auto first = [&](auto wanted) {
    auto found = std::find_if(all.begin(), all.end(), wanted);
    return found == all.end() ? nullptr : &*found;
  };
  const x_output* shown =
      first([](const x_output& o) { return o.has_picture() && o.connected == RR_Connected; });
  display_state s;
  s.screen = shown != nullptr && awake() ? connection::connected : connection::disconnected;
  if (shown == nullptr) {
    shown = first([](const x_output& o) { return o.has_picture(); });
    if (shown != nullptr && awake()) s.screen = connection::unknown;
  }
  s.openable = shown != nullptr;
  if (shown == nullptr) shown = first([](const x_output& o) { return o.crtc != None; });
  if (shown != nullptr) s.area = shown->area;
  return s;
}

// True when the outputs were changed. Only for a screen that has just been plugged in: what somebody has
// switched off stays off.
bool x11_display::light_up(const std::vector<x_output>& all) {
  std::set<RROutput> plugged_in;
  const x_output* fresh = nullptr;
  bool any_right = false;
  for (const x_output& o : all) {
    if (o.connected != RR_Connected) continue;
    plugged_in.insert(o.id);
    bool right = o.crtc != None && o.mode_fits;
    any_right = any_right || right;
    if (!right && fresh == nullptr && !were_plugged_in_.contains(o.id)) fresh = &o;
  }
  were_plugged_in_ = std::move(plugged_in);
  if (any_right || fresh == nullptr || window_manager_on(display_)) return false;
  return set_preferred_mode(*fresh, all);
}

bool x11_display::set_preferred_mode(const x_output& o, const std::vector<x_output>& all) const {
  auto in_use = [&](RRCrtc c) {
    return std::any_of(all.begin(), all.end(),
                       [&](const x_output& other) { return other.id != o.id && other.crtc == c; });
  };
  auto crtc = std::find_if_not(o.usable.begin(), o.usable.end(), in_use);
  XRRScreenResources* resources = randr_->screen_resources(display_, root());
  if (resources == nullptr) return false;
  std::span modes(resources->modes, static_cast<std::size_t>(resources->nmode));
  auto mode = std::find_if(modes.begin(), modes.end(),
                           [&](const XRRModeInfo& m) { return !o.modes.empty() && m.id == o.modes.front(); });
  bool done = crtc != o.usable.end() && mode != modes.end();
  if (done) {
    Window ignored = None;
    int x = 0;
    int y = 0;
    unsigned width = 0;
    unsigned height = 0;
    unsigned border = 0;
    unsigned depth = 0;
    x11().xlib->get_geometry(display_, root(), &ignored, &x, &y, &width, &height, &border, &depth);
    if (mode->width > width || mode->height > height) {
      int wide = static_cast<int>(std::max(width, mode->width));
      int high = static_cast<int>(std::max(height, mode->height));
      constexpr double mm_per_px = 25.4 / 96;
      randr_->set_screen_size(display_, root(), wide, high, static_cast<int>(wide * mm_per_px),
                              static_cast<int>(high * mm_per_px));
    }
    RROutput id = o.id;
    done = randr_->set_crtc_config(display_, resources, *crtc, CurrentTime, 0, 0, mode->id, RR_Rotate_0, &id,
                                   1) == RRSetConfigSuccess;
    spdlog::info("display: a screen without a picture {} {}x{}", done ? "gets" : "does not take", mode->width,
                 mode->height);
  }
  randr_->free_screen_resources(resources);
  return done;
}

bool x11_display::awake() const {
  if (dpms_ == nullptr) return true;
  CARD16 level = DPMSModeOn;
  BOOL enabled = False;
  return !dpms_->info(display_, &level, &enabled) || !enabled || level == DPMSModeOn;
}

}  // namespace

std::unique_ptr<display> make_x11_display() {
  return std::make_unique<x11_display>();
}

void end_with_x_server(int exit_code, void (*instead)()) {
  // If SDL uses Xlib, it has loaded it by now.
  if (!is_xlib_loaded() || !x11().xlib) return;
  exit_code_without_x = exit_code;
  instead_of_exit = instead;
  take_x_errors();
}

bool window_manager_there(std::string_view driver) {
  if (driver != "x11" || !x11().xlib) return true;
  Display* server = x11().xlib->open_display(nullptr);
  if (server == nullptr) return true;
  bool there = window_manager_on(server);
  x11().xlib->close_display(server);
  return there;
}

}  // namespace bangtin::player::stage
