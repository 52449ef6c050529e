#include "support/screen_modes.hpp"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xrandr.h>

#include <cstring>
#include <stdexcept>

namespace bangtin::fakes {

struct screen_modes::parts {
  Display* server = nullptr;
  Window root = None;
  RROutput output = None;
  RRCrtc crtc = None;

  template <class Use>
  auto with_resources(Use use) {
    XRRScreenResources* all = XRRGetScreenResourcesCurrent(server, root);
    auto answer = use(all);
    XRRFreeScreenResources(all);
    return answer;
  }
  RRMode mode_of(const std::string& name) {
    return with_resources([&](XRRScreenResources* all) {
      RRMode found = None;
      for (int i = 0; i < all->nmode; ++i) found = all->modes[i].name == name ? all->modes[i].id : found;
      return found;
    });
  }
  bool configure(RRMode mode) {
    return with_resources([&](XRRScreenResources* all) {
      return XRRSetCrtcConfig(server, all, crtc, CurrentTime, 0, 0, mode, RR_Rotate_0,
                              mode == None ? nullptr : &output, mode == None ? 0 : 1) == RRSetConfigSuccess;
    });
  }
  ~parts() {
    if (server != nullptr) XCloseDisplay(server);
  }
};

screen_modes::screen_modes(const std::string& display) : parts_(std::make_unique<parts>()) {
  parts& p = *parts_;
  p.server = XOpenDisplay(display.c_str());
  if (p.server == nullptr) throw std::runtime_error("no X server on " + display);
  p.root = DefaultRootWindow(p.server);
  bool one = p.with_resources([&](XRRScreenResources* all) {
    if (all->noutput != 1 || all->ncrtc != 1) return false;
    p.output = all->outputs[0];
    p.crtc = all->crtcs[0];
    return true;
  });
  if (!one) throw std::runtime_error("the X server has not exactly one screen");
}
screen_modes::~screen_modes() = default;

void screen_modes::set(int width, int height) {
  parts& p = *parts_;
  std::string name = std::to_string(width) + "x" + std::to_string(height);
  RRMode mode = p.mode_of(name);
  if (mode == None) {
    XRRModeInfo info{};
    info.width = static_cast<unsigned>(width);
    info.height = static_cast<unsigned>(height);
    info.name = name.data();
    info.nameLength = static_cast<unsigned>(name.size());
    mode = XRRCreateMode(p.server, p.root, &info);
    XRRAddOutputMode(p.server, p.output, mode);
  }
  XGrabServer(p.server);  // as xrandr does, so that nobody sees the steps between
  bool done = p.configure(None);
  XRRSetScreenSize(p.server, p.root, width, height, width / 4, height / 4);
  done = done && p.configure(mode);
  XUngrabServer(p.server);
  XSync(p.server, False);
  if (!done) throw std::runtime_error("the X server refuses the mode " + name);
}

void screen_modes::off() {
  if (!parts_->configure(None)) throw std::runtime_error("the X server does not switch its screen off");
  XSync(parts_->server, False);
}

bool screen_modes::is_on() const {
  return parts_->with_resources([&](XRRScreenResources* all) {
    XRRCrtcInfo* info = XRRGetCrtcInfo(parts_->server, all, parts_->crtc);
    bool on = info != nullptr && info->mode != None;
    if (info != nullptr) XRRFreeCrtcInfo(info);
    return on;
  });
}

pixels screen_modes::look() const {
  Window ignored = None;
  int x = 0;
  int y = 0;
  unsigned width = 0;
  unsigned height = 0;
  unsigned border = 0;
  unsigned depth = 0;
  XGetGeometry(parts_->server, parts_->root, &ignored, &x, &y, &width, &height, &border, &depth);
  XImage* taken = XGetImage(parts_->server, parts_->root, 0, 0, width, height, AllPlanes, ZPixmap);
  if (taken == nullptr) throw std::runtime_error("the X server's picture cannot be read");
  pixels seen{static_cast<int>(width), static_cast<int>(height), {}};
  seen.bgrx.resize(std::size_t{width} * height * 4);
  for (unsigned line = 0; line < height; ++line) {
    std::memcpy(seen.bgrx.data() + std::size_t{line} * width * 4,
                taken->data + static_cast<std::ptrdiff_t>(line) * taken->bytes_per_line,
                std::size_t{width} * 4);
  }
  for (std::size_t i = 3; i < seen.bgrx.size(); i += 4) seen.bgrx[i] = 0;
  XDestroyImage(taken);
  return seen;
}

}  // namespace bangtin::fakes
