// dlopen(3) and dlsym(3). A library that lacks any of the functions counts as absent.
#include "player/stage/x11_symbols.hpp"

#include <dlfcn.h>

namespace bangtin::player::stage {

namespace {

constexpr const char* xlib_file = "libX11.so.6";

// Looks up functions of one library, and remembers whether all of them were found.
class library {
 public:
  explicit library(const char* file) : handle_(::dlopen(file, RTLD_LAZY)) {}

  template <class Function>
  void find(Function*& function, const char* name) {
    void* found = handle_ != nullptr ? ::dlsym(handle_, name) : nullptr;
    function = reinterpret_cast<Function*>(found);
    complete_ = complete_ && found != nullptr;
  }
  bool complete() const { return complete_; }

 private:
  void* handle_;  // never closed: the functions are used until the process ends
  bool complete_ = true;
};

std::optional<xlib_functions> load_xlib() {
  library from(xlib_file);
  xlib_functions f;
  from.find(f.init_threads, "XInitThreads");
  from.find(f.open_display, "XOpenDisplay");
  from.find(f.close_display, "XCloseDisplay");
  from.find(f.sync, "XSync");
  from.find(f.intern_atom, "XInternAtom");
  from.find(f.get_window_property, "XGetWindowProperty");
  from.find(f.free_data, "XFree");
  from.find(f.get_geometry, "XGetGeometry");
  from.find(f.set_error_handler, "XSetErrorHandler");
  from.find(f.set_io_error_handler, "XSetIOErrorHandler");
  return from.complete() ? std::optional(f) : std::nullopt;
}

std::optional<dpms_functions> load_dpms() {
  library from("libXext.so.6");
  dpms_functions f;
  from.find(f.query_extension, "DPMSQueryExtension");
  from.find(f.capable, "DPMSCapable");
  from.find(f.info, "DPMSInfo");
  from.find(f.enable, "DPMSEnable");
  from.find(f.set_timeouts, "DPMSSetTimeouts");
  from.find(f.force_level, "DPMSForceLevel");
  return from.complete() ? std::optional(f) : std::nullopt;
}

std::optional<randr_functions> load_randr() {
  library from("libXrandr.so.2");
  randr_functions f;
  from.find(f.query_extension, "XRRQueryExtension");
  from.find(f.screen_resources, "XRRGetScreenResourcesCurrent");
  from.find(f.free_screen_resources, "XRRFreeScreenResources");
  from.find(f.output_info, "XRRGetOutputInfo");
  from.find(f.free_output_info, "XRRFreeOutputInfo");
  from.find(f.output_primary, "XRRGetOutputPrimary");
  from.find(f.crtc_info, "XRRGetCrtcInfo");
  from.find(f.free_crtc_info, "XRRFreeCrtcInfo");
  from.find(f.set_crtc_config, "XRRSetCrtcConfig");
  from.find(f.set_screen_size, "XRRSetScreenSize");
  return from.complete() ? std::optional(f) : std::nullopt;
}

}  // namespace

const x11_symbols& x11() {
  static const x11_symbols symbols{load_xlib(), load_dpms(), load_randr()};
  return symbols;
}

bool is_xlib_loaded() {
  void* loaded = ::dlopen(xlib_file, RTLD_LAZY | RTLD_NOLOAD);
  if (loaded == nullptr) return false;
  ::dlclose(loaded);  // only the reference that dlopen added
  return true;
}

}  // namespace bangtin::player::stage
