// Xlib, XRandR and the DPMS extension, loaded at run time: a screen with KMS needs none of them. The first
// call of x11() looks up every function; the libraries then stay loaded until the process ends. x11() is
// thread-safe; the caller decides which thread may use a Display. Nothing here fails: what is missing is
// absent.
#pragma once

#include <X11/Xlib.h>
#include <X11/extensions/Xrandr.h>
#include <X11/extensions/dpms.h>

#include <optional>

namespace bangtin::player::stage {

struct xlib_functions {
  decltype(XInitThreads)* init_threads = nullptr;
  decltype(XOpenDisplay)* open_display = nullptr;
  decltype(XCloseDisplay)* close_display = nullptr;
  decltype(XSync)* sync = nullptr;
  decltype(XInternAtom)* intern_atom = nullptr;
  decltype(XGetWindowProperty)* get_window_property = nullptr;
  decltype(XFree)* free_data = nullptr;
  decltype(XGetGeometry)* get_geometry = nullptr;
  decltype(XSetErrorHandler)* set_error_handler = nullptr;
  decltype(XSetIOErrorHandler)* set_io_error_handler = nullptr;
};

struct dpms_functions {
  decltype(DPMSQueryExtension)* query_extension = nullptr;
  decltype(DPMSCapable)* capable = nullptr;
  decltype(DPMSInfo)* info = nullptr;
  decltype(DPMSEnable)* enable = nullptr;
  decltype(DPMSSetTimeouts)* set_timeouts = nullptr;
  decltype(DPMSForceLevel)* force_level = nullptr;
};

struct randr_functions {
  decltype(XRRQueryExtension)* query_extension = nullptr;
  decltype(XRRGetScreenResourcesCurrent)* screen_resources = nullptr;
  decltype(XRRFreeScreenResources)* free_screen_resources = nullptr;
  decltype(XRRGetOutputInfo)* output_info = nullptr;
  decltype(XRRFreeOutputInfo)* free_output_info = nullptr;
  decltype(XRRGetOutputPrimary)* output_primary = nullptr;
  decltype(XRRGetCrtcInfo)* crtc_info = nullptr;
  decltype(XRRFreeCrtcInfo)* free_crtc_info = nullptr;
  decltype(XRRSetCrtcConfig)* set_crtc_config = nullptr;
  decltype(XRRSetScreenSize)* set_screen_size = nullptr;
};

// A member is absent unless its library is installed and has all of its functions.
struct x11_symbols {
  std::optional<xlib_functions> xlib;
  std::optional<dpms_functions> dpms;
  std::optional<randr_functions> randr;
};
const x11_symbols& x11();

// Whether Xlib is already loaded in this process; does not load it.
bool is_xlib_loaded();

}  // namespace bangtin::player::stage
