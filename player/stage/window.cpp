// Full screen means a borderless window over the whole display. If there is a window manager, it is asked as
// well; on a bare X server there is none, and SDL would wait a tenth of a second for its answer.
#include "player/stage/window.hpp"

#include <SDL.h>
#include <SDL_syswm.h>
#include <spdlog/spdlog.h>

#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "player/stage/displays.hpp"
#include "player/stage/output/outputs.hpp"
#include "player/stage/x11_display.hpp"

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

window_ptr make_window(const stage_options& options, bool managed) {
  const char* title = options.title.c_str();
  if (options.windowed) {
    return window_ptr(SDL_CreateWindow(title, SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                                       options.windowed->width, options.windowed->height,
                                       SDL_WINDOW_RESIZABLE));
  }
  SDL_Rect screen{0, 0, 1920, 1080};
  SDL_GetDisplayBounds(0, &screen);
  window_ptr w(SDL_CreateWindow(title, screen.x, screen.y, screen.w, screen.h, SDL_WINDOW_BORDERLESS));
  if (w && managed) {
    SDL_SetWindowFullscreen(w.get(), SDL_WINDOW_FULLSCREEN_DESKTOP);
  }
  return w;
}

constexpr int exit_without_display = 1;

// SDL's own fallback ends at drivers that draw into memory, where nobody sees anything.
void choose_driver() {
  SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, fmt::format("{}", fmt::join(wanted_drivers(), ",")).c_str(),
                          SDL_HINT_OVERRIDE);
}

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

// SDL's video system, for as long as the object lives.
class video_system {
 public:
  bool open() {
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    choose_driver();
    opened_ = SDL_InitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS) == 0;
    return opened_;
  }
  video_system() = default;
  ~video_system() {
    if (opened_) SDL_QuitSubSystem(SDL_INIT_VIDEO | SDL_INIT_EVENTS);
  }
  video_system(const video_system&) = delete;
  video_system& operator=(const video_system&) = delete;

 private:
  bool opened_ = false;
};

class sdl_window final : public window {
 public:
  explicit sdl_window(bool windowed) : windowed_(windowed) {}

  // The errors of open_window.
  result<void> open(const stage_options& options);

  output::output& out() override { return *output_; }
  window_news news() override;
  std::string driver() const override {
    const char* name = SDL_GetCurrentVideoDriver();
    return name != nullptr ? name : "";
  }
  int drm_fd() const override;
  rect_px place() const override {
    rect_px p;
    SDL_GetWindowPosition(window_.get(), &p.x, &p.y);
    SDL_GetWindowSize(window_.get(), &p.width, &p.height);
    return p;
  }
  std::optional<rect_px> wanted_place() const override;
  bool move_to(const rect_px& place) override;

 private:
  video_system system_;
  window_ptr window_;
  std::unique_ptr<output::output> output_;
  const bool windowed_;
  bool managed_ = false;  // by a window manager or a compositor
};

result<void> sdl_window::open(const stage_options& options) {
  if (!system_.open()) return no_window();
  set_hints(options.path);
  end_with_x_server(exit_without_display, options.when_server_goes);
  managed_ = window_manager_there(driver());
  window_ = make_window(options, managed_);
  if (!window_) return no_window();
  SDL_ShowCursor(SDL_DISABLE);
  SDL_DisableScreenSaver();

  bool texture =
      options.path == output_path::texture || (options.path == output_path::automatic && output::gpu_there());
  if (texture) {
    auto made = output::make_texture_output(window_.get());
    if (made) {
      output_ = std::move(*made);
    } else if (options.path == output_path::texture) {
      return made.error();
    }
  }
  if (!output_) output_ = output::make_surface_output(window_.get());
  spdlog::info("stage: {}, {}x{}", output_->name(), output_->size().width, output_->size().height);
  return {};
}

window_news sdl_window::news() {
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

int sdl_window::drm_fd() const {
#ifdef SDL_VIDEO_DRIVER_KMSDRM
  SDL_SysWMinfo info{};
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window_.get(), &info) && info.subsystem == SDL_SYSWM_KMSDRM) {
    return info.info.kmsdrm.drm_fd;
  }
#endif
  return -1;
}

// SDL follows the outputs of a Wayland compositor, but not the modes of an X server.
std::optional<rect_px> sdl_window::wanted_place() const {
  if (windowed_ || driver() != "wayland" || SDL_GetNumVideoDisplays() == 0) return std::nullopt;
  int display = SDL_GetWindowDisplayIndex(window_.get());
  SDL_Rect all{};
  if (display < 0 || SDL_GetDisplayBounds(display, &all) != 0) return std::nullopt;
  rect_px now = place();  // Wayland tells no window where it is
  return rect_px{now.x, now.y, all.w, all.h};
}

bool sdl_window::move_to(const rect_px& to) {
  if (windowed_ || managed_) return false;
  rect_px from = place();
  if (from.x != to.x || from.y != to.y) SDL_SetWindowPosition(window_.get(), to.x, to.y);
  if (from.width != to.width || from.height != to.height) {
    SDL_SetWindowSize(window_.get(), to.width, to.height);
  }
  return true;
}

}  // namespace

result<std::unique_ptr<window>> open_window(const stage_options& options) {
  auto opened = std::make_unique<sdl_window>(options.windowed.has_value());
  if (result<void> done = opened->open(options); !done) return done.error();
  return std::unique_ptr<window>(std::move(opened));
}

}  // namespace bangtin::player::stage
