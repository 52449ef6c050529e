// Full screen means a borderless window over the whole display. If there is a window manager, it is asked as
// well; on a bare X server there is none, and SDL would wait a tenth of a second for its answer.
#include "player/stage/window.hpp"

#include <SDL.h>
#include <SDL_syswm.h>
#include <spdlog/spdlog.h>

#include <string_view>

#include "player/stage/display.hpp"
#include "player/stage/output/outputs.hpp"

namespace bangtin::player::stage {

namespace {

struct window_free {
  void operator()(SDL_Window* w) const { SDL_DestroyWindow(w); }
};
using window_ptr = std::unique_ptr<SDL_Window, window_free>;

error no_window() {
  return {errc::io, msg("no window can be opened: {}", SDL_GetError()),
          msg("check that the screen is connected and that the player may use it (DISPLAY, WAYLAND_DISPLAY "
              "or /dev/dri)")};
}

window_ptr make_window(const stage_options& options) {
  const char* title = options.title.c_str();
  if (options.windowed) {
    return window_ptr(SDL_CreateWindow(title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                                       options.windowed->width, options.windowed->height,
                                       SDL_WINDOW_RESIZABLE));
  }
  SDL_Rect screen{0, 0, 1920, 1080};
  SDL_GetDisplayBounds(0, &screen);
  window_ptr w(SDL_CreateWindow(title, screen.x, screen.y, screen.w, screen.h, SDL_WINDOW_BORDERLESS));
  if (w && window_manager_there(SDL_GetCurrentVideoDriver())) {
    SDL_SetWindowFullscreen(w.get(), SDL_WINDOW_FULLSCREEN_DESKTOP);
  }
  return w;
}

constexpr int exit_without_display = 1;

void set_hints(output_path path) {
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "1");
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
  SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
  if (path == output_path::texture) return;
  // Otherwise SDL backs the window's surface with OpenGL, which without a GPU costs five times as much.
  std::string_view driver = SDL_GetCurrentVideoDriver();
  if (driver == "x11") SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
}

}  // namespace

struct window::parts {
  window_ptr window;
  ~parts() {
    window = nullptr;
    SDL_QuitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS);
  }
};

window::window(std::unique_ptr<parts> p) : parts_(std::move(p)) {}

window::~window() {
  output_ = nullptr;
}

result<std::unique_ptr<window>> window::open(const stage_options& options) {
  SDL_SetMainReady();
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  if (SDL_InitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0) return no_window();
  auto p = std::make_unique<parts>();
  set_hints(options.path);
  end_with_x_server(exit_without_display);
  p->window = make_window(options);
  if (!p->window) return no_window();
  SDL_ShowCursor(SDL_DISABLE);
  SDL_DisableScreenSaver();

  bool texture =
      options.path == output_path::texture || (options.path == output_path::automatic && output::gpu_there());
  std::unique_ptr<window> w(new window(std::move(p)));
  if (texture) {
    auto made = output::make_texture_output(w->parts_->window.get());
    if (made) {
      w->output_ = std::move(*made);
    } else if (options.path == output_path::texture) {
      return made.error();
    }
  }
  if (!w->output_) w->output_ = output::make_surface_output(w->parts_->window.get());
  spdlog::info("stage: {}, {}x{}", w->output_->name(), w->output_->size().width, w->output_->size().height);
  return w;
}

window_news window::news() {
  window_news n;
  SDL_Event e;
  while (SDL_PollEvent(&e) != 0) {
    switch (e.type) {
      case SDL_QUIT:
        n.close = true;
        break;
      case SDL_WINDOWEVENT:
        n.close = n.close || e.window.event == SDL_WINDOWEVENT_CLOSE;
        n.resized = n.resized || e.window.event == SDL_WINDOWEVENT_SIZE_CHANGED;
        n.redraw = n.redraw || e.window.event == SDL_WINDOWEVENT_EXPOSED ||
                   e.window.event == SDL_WINDOWEVENT_SIZE_CHANGED;
        break;
      case SDL_RENDER_TARGETS_RESET:
      case SDL_RENDER_DEVICE_RESET:
        n.redraw = true;
        break;
      case SDL_DISPLAYEVENT:
        n.displays = true;
        break;
      case SDL_AUDIODEVICEADDED:
      case SDL_AUDIODEVICEREMOVED:
        n.sound_devices = true;
        break;
      default:
        break;
    }
  }
  return n;
}

std::string window::driver() const {
  const char* name = SDL_GetCurrentVideoDriver();
  return name != nullptr ? name : "";
}

int window::drm_fd() const {
#ifdef SDL_VIDEO_DRIVER_KMSDRM
  SDL_SysWMinfo info{};
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(parts_->window.get(), &info) && info.subsystem == SDL_SYSWM_KMSDRM) {
    return info.info.kmsdrm.drm_fd;
  }
#endif
  return -1;
}

bool window::display_connected() const {
  return SDL_GetNumVideoDisplays() > 0;
}

}  // namespace bangtin::player::stage
