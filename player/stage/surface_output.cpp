// SDL lends the window's memory (with X11, shared with the server). Nearly every screen has 32 bits a pixel
// in our own order; for others SDL converts once more.
#include <cstring>

#include "player/stage/outputs.hpp"

namespace bangtin::player {

namespace {

struct surface_free {
  void operator()(SDL_Surface* s) const { SDL_FreeSurface(s); }
};

class surface_output final : public output {
 public:
  explicit surface_output(SDL_Window* window) : window_(window) {}

  bool show(const picture_view& picture, rotation turned) override;
  result<image> grab(const picture_view& shown, rotation turned) override;
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
  painter painter_;
  rect_px painted_;  // where the last picture is; around it all is black
  size_px cleared_;
};

bool is_ours(Uint32 format) {
  return format == SDL_PIXELFORMAT_RGB888 || format == SDL_PIXELFORMAT_ARGB8888;
}

// Where pictures are painted: the window itself, or a surface beside it.
SDL_Surface* surface_output::target() {
  SDL_Surface* s = SDL_GetWindowSurface(window_);
  if (s == nullptr || is_ours(s->format->format)) return s;
  if (!converted_ || converted_->w != s->w || converted_->h != s->h) {
    converted_.reset(SDL_CreateRGBSurfaceWithFormat(0, s->w, s->h, 32, SDL_PIXELFORMAT_RGB888));
    painted_ = {};
  }
  return converted_.get();
}

bool surface_output::show(const picture_view& picture, rotation turned) {
  SDL_Surface* s = target();
  if (s == nullptr || (SDL_MUSTLOCK(s) && SDL_LockSurface(s) != 0)) return false;
  canvas c{static_cast<std::uint8_t*>(s->pixels), s->pitch, {s->w, s->h}};
  rect_px place = fit(picture.size(), c.size, turned).where;
  if (place != painted_ || c.size != cleared_) {
    fill_black(c);
    painted_ = place;
    cleared_ = c.size;
  }
  painter_.paint(picture, turned, c);
  if (SDL_MUSTLOCK(s)) SDL_UnlockSurface(s);
  if (s == converted_.get() && SDL_BlitSurface(s, nullptr, SDL_GetWindowSurface(window_), nullptr) != 0) {
    return false;
  }
  return SDL_UpdateWindowSurface(window_) == 0;
}

result<image> surface_output::grab(const picture_view&, rotation) {
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

}  // namespace bangtin::player
