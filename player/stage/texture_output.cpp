// A streaming texture in the picture's own format; the renderer does the rest. The colour matrix is a setting
// of SDL as a whole that counts when a texture is drawn or filled, so it is set each time.
#include <SDL_opengl.h>
#include <spdlog/spdlog.h>

#include <cstring>
#include <filesystem>

#include "player/stage/outputs.hpp"

namespace bangtin::player {

namespace {

struct renderer_free {
  void operator()(SDL_Renderer* r) const { SDL_DestroyRenderer(r); }
};
struct texture_free {
  void operator()(SDL_Texture* t) const { SDL_DestroyTexture(t); }
};
struct window_free {
  void operator()(SDL_Window* w) const { SDL_DestroyWindow(w); }
};
using renderer_ptr = std::unique_ptr<SDL_Renderer, renderer_free>;

SDL_YUV_CONVERSION_MODE mode_for(const decode::picture_format& f) {
  // SDL knows full range only with BT.601's matrix, which is what nearly every full-range file uses.
  if (f.range == decode::colour_range::full) return SDL_YUV_CONVERSION_JPEG;
  return f.matrix == decode::colour_matrix::bt601 ? SDL_YUV_CONVERSION_BT601 : SDL_YUV_CONVERSION_BT709;
}

class texture_output final : public output {
 public:
  texture_output(SDL_Window* window, renderer_ptr renderer)
      : window_(window), renderer_(std::move(renderer)) {}

  bool show(const picture_view& picture, rotation turned) override {
    if (!fill(picture) || !draw(picture, turned)) return false;
    SDL_RenderPresent(renderer_.get());
    return true;
  }
  result<image> grab(const picture_view& shown, rotation turned) override;
  size_px size() const override {
    size_px s;
    SDL_GetRendererOutputSize(renderer_.get(), &s.width, &s.height);
    return s;
  }
  std::string name() const override {
    SDL_RendererInfo info{};
    SDL_GetRendererInfo(renderer_.get(), &info);
    return std::string("texture ") + (info.name != nullptr ? info.name : "");
  }

 private:
  bool fill(const picture_view& picture);
  bool draw(const picture_view& picture, rotation turned);

  SDL_Window* window_;
  renderer_ptr renderer_;
  std::unique_ptr<SDL_Texture, texture_free> texture_;
  decode::picture_format format_;
};

bool texture_output::fill(const picture_view& picture) {
  bool yuv = picture.format.layout == decode::pixel_layout::i420;
  if (yuv) SDL_SetYUVConversionMode(mode_for(picture.format));
  if (!texture_ || format_ != picture.format) {
    texture_.reset(SDL_CreateTexture(renderer_.get(), yuv ? SDL_PIXELFORMAT_IYUV : SDL_PIXELFORMAT_RGB888,
                                     SDL_TEXTUREACCESS_STREAMING, picture.size().width,
                                     picture.size().height));
    if (!texture_) return false;
    format_ = picture.format;
    SDL_SetTextureScaleMode(texture_.get(), SDL_ScaleModeLinear);
  }
  if (yuv) {
    return SDL_UpdateYUVTexture(texture_.get(), nullptr, picture.planes[0], picture.strides[0],
                                picture.planes[1], picture.strides[1], picture.planes[2],
                                picture.strides[2]) == 0;
  }
  return SDL_UpdateTexture(texture_.get(), nullptr, picture.planes[0], picture.strides[0]) == 0;
}

bool texture_output::draw(const picture_view& picture, rotation turned) {
  placement p = fit(picture.size(), size(), turned);
  SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, 255);
  SDL_RenderClear(renderer_.get());
  // SDL turns about the middle of the place where the picture would stand without a turn.
  SDL_Rect where{p.where.x + (p.where.width - p.scaled.width) / 2,
                 p.where.y + (p.where.height - p.scaled.height) / 2, p.scaled.width, p.scaled.height};
  if (turned == rotation::none) return SDL_RenderCopy(renderer_.get(), texture_.get(), nullptr, &where) == 0;
  return SDL_RenderCopyEx(renderer_.get(), texture_.get(), nullptr, &where, static_cast<int>(turned), nullptr,
                          SDL_FLIP_NONE) == 0;
}

result<image> texture_output::grab(const picture_view& shown, rotation turned) {
  // What was presented cannot be read; so the same is drawn again, read, and presented.
  image copy(size());
  bool done = fill(shown) && draw(shown, turned) &&
              SDL_RenderReadPixels(renderer_.get(), nullptr, SDL_PIXELFORMAT_RGB888, copy.pixels.data(),
                                   copy.size.width * 4) == 0;
  SDL_RenderPresent(renderer_.get());
  if (!done) {
    return error{errc::io, msg("the window cannot be read: {}", SDL_GetError()),
                 msg("start the player again")};
  }
  return copy;
}

// The name of what draws behind OpenGL, e.g. "llvmpipe (LLVM 15.0.6, 256 bits)".
std::string gl_renderer() {
  using get_string = const GLubyte*(APIENTRY*)(GLenum);
  auto* get = reinterpret_cast<get_string>(SDL_GL_GetProcAddress("glGetString"));
  const GLubyte* text = get != nullptr ? get(GL_RENDERER) : nullptr;
  return text != nullptr ? reinterpret_cast<const char*>(text) : "";
}

}  // namespace

result<std::unique_ptr<output>> make_texture_output(SDL_Window* window) {
  renderer_ptr renderer(SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC));
  if (!renderer) renderer.reset(SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE));
  if (!renderer) {
    return error{errc::unsupported, msg("the window has no renderer: {}", SDL_GetError()),
                 msg("let the player choose by itself how to draw")};
  }
  return std::unique_ptr<output>(std::make_unique<texture_output>(window, std::move(renderer)));
}

bool gpu_there() {
  std::error_code code;
  bool device = false;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/dri", code)) {
    device = device || entry.path().filename().string().starts_with("renderD");
  }
  if (!device) return false;
  std::unique_ptr<SDL_Window, window_free> hidden(
      SDL_CreateWindow("", 0, 0, 64, 64, SDL_WINDOW_HIDDEN | SDL_WINDOW_OPENGL));
  if (!hidden) return false;
  renderer_ptr renderer(SDL_CreateRenderer(hidden.get(), -1, SDL_RENDERER_ACCELERATED));
  SDL_RendererInfo info{};
  if (!renderer || SDL_GetRendererInfo(renderer.get(), &info) != 0) return false;
  std::string drawn_by = gl_renderer();
  spdlog::debug("renderer {} on {}", info.name, drawn_by);
  for (const char* software : {"llvmpipe", "softpipe", "swrast", "SwiftShader"}) {
    if (drawn_by.find(software) != std::string::npos) return false;
  }
  return (info.flags & SDL_RENDERER_ACCELERATED) != 0 && !drawn_by.empty();
}

}  // namespace bangtin::player
