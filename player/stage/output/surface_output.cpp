// SDL lends out the window's memory (with X11, shared with the server). Nearly every screen has 32 bits a
// pixel in our own order; for the others SDL converts once more.
#include <cstring>
#include <utility>

#include "player/stage/output/outputs.hpp"

namespace bangtin::player::stage::output {

namespace {

struct surface_free {
  void operator()(SDL_Surface* s) const { SDL_FreeSurface(s); }
};

class surface_output final : public output {
 public:
  explicit surface_output(SDL_Window* window) : window_(window) {}

  bool show(const scene& s) override;
  result<image> grab(const scene& shown) override;
  size_px size() const override {
    size_px s;
    SDL_GetWindowSize(window_, &s.width, &s.height);
    return s;
  }
  std::string name() const override { return std::string("surface ") + SDL_GetCurrentVideoDriver(); }

 private:
  SDL_Surface* target();

  SDL_Window* window_;
  std::unique_ptr<SDL_Surface, surface_free> converted_;  // only for unusual screens
  scene_painter painter_;
  const void* painted_ = nullptr;  // the memory that was painted last
};

bool is_ours(Uint32 format) {
  return format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888;
}

// The surface to paint into: the window's own, or a separate one for an unusual pixel format.
SDL_Surface* surface_output::target() {
  SDL_Surface* s = SDL_GetWindowSurface(window_);
  if (s == nullptr || is_ours(s->format->format)) return s;
  if (!converted_ || converted_->w != s->w || converted_->h != s->h) {
    converted_.reset(SDL_CreateRGBSurfaceWithFormat(0, s->w, s->h, 32, SDL_PIXELFORMAT_RGB888));
  }
  return converted_.get();
}

bool surface_output::show(const scene& shown) {
  SDL_Surface* s = target();
  if (s == nullptr || (SDL_MUSTLOCK(s) && SDL_LockSurface(s) != 0)) return false;
  if (std::exchange(painted_, s->pixels) != s->pixels) painter_.forget();
  std::vector<SDL_Rect> places;
  for (const rect_px& p :
       painter_.paint(shown, {static_cast<std::uint8_t*>(s->pixels), s->pitch, {s->w, s->h}})) {
    places.push_back({p.x, p.y, p.width, p.height});
  }
  if (SDL_MUSTLOCK(s)) SDL_UnlockSurface(s);
  if (places.empty()) return true;
  bool done = true;
  for (SDL_Rect& p : places) {
    SDL_Rect to = p;  // the blit clips it
    if (s == converted_.get()) done = done && SDL_BlitSurface(s, &p, SDL_GetWindowSurface(window_), &to) == 0;
  }
  done = done && SDL_UpdateWindowSurfaceRects(window_, places.data(), static_cast<int>(places.size())) == 0;
  if (!done) painter_.forget();
  return done;
}

result<image> surface_output::grab(const scene&) {
  SDL_Surface* s = target();
  if (s == nullptr) {
    return error{errc::io, msg("the window cannot be read: {}", SDL_GetError()),
                 msg("start the player again")};
  }
  image copy({s->w, s->h});
  for (int y = 0; y < s->h; ++y) {
    std::memcpy(copy.pixels.data() + std::ptrdiff_t{y} * s->w * 4,
                static_cast<std::uint8_t*>(s->pixels) + std::ptrdiff_t{y} * s->pitch,
                static_cast<std::size_t>(s->w) * 4);
  }
  return copy;
}

}  // namespace

std::unique_ptr<output> make_surface_output(SDL_Window* window) {
  return std::make_unique<surface_output>(window);
}

}  // namespace bangtin::player::stage::output
