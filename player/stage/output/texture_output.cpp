// One streaming texture in the picture's own format, and one per layer; the renderer does the rest. SDL's
// colour matrix is a global setting that applies when a texture is drawn or filled, so it is set each time.
#include <SDL_opengl.h>
#include <libyuv.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <optional>

#include "player/stage/colours.hpp"
#include "player/stage/output/outputs.hpp"

namespace bangtin::player::stage::output {

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

// Nothing for a picture that is not I420, and for colours that SDL does not know: it knows full range only
// with BT.601's matrix, and BT.2020 not at all.
std::optional<SDL_YUV_CONVERSION_MODE> mode_for(const player::decode::picture_format& f) {
  using player::decode::colour_matrix;
  if (f.layout != player::decode::pixel_layout::i420) return std::nullopt;
  bool full = f.range == player::decode::colour_range::full;
  if (f.matrix == colour_matrix::bt601) return full ? SDL_YUV_CONVERSION_JPEG : SDL_YUV_CONVERSION_BT601;
  if (f.matrix == colour_matrix::bt709 && !full) return SDL_YUV_CONVERSION_BT709;
  return std::nullopt;
}

// SDL rotates a picture about the middle of its unrotated rectangle. Computes that rectangle.
SDL_Rect unturned(const rect_px& where, size_px upright) {
  return {where.x + (where.width - upright.width) / 2, where.y + (where.height - upright.height) / 2,
          upright.width, upright.height};
}

// A texture, and the format of the picture in it.
struct filled_texture {
  std::unique_ptr<SDL_Texture, texture_free> texture;
  player::decode::picture_format format;
};
struct layer_texture {
  std::unique_ptr<SDL_Texture, texture_free> texture;
  layer filled;
};

class texture_output final : public output {
 public:
  texture_output(SDL_Window* window, renderer_ptr renderer)
      : window_(window), renderer_(std::move(renderer)) {}

  bool show(const scene& s) override;
  result<image> grab(const scene& shown) override;
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
  bool fill(const scene& s);
  bool fill(filled_texture& into, const picture_view& picture);
  bool fill(layer_texture& into, const layer& l);
  bool draw(const scene& s);
  bool draw(filled_texture& filled, const shown_picture& picture, int part);
  bool draw(const layer_texture& filled, rotation turned);

  SDL_Window* window_;
  renderer_ptr renderer_;
  filled_texture picture_;
  filled_texture before_;
  std::vector<layer_texture> layers_;
  std::vector<std::uint8_t> unmultiplied_;
  image converted_;                       // a picture in colours that SDL does not know
  std::optional<std::uint64_t> version_;  // of the pictures in the textures
};

bool texture_output::show(const scene& s) {
  bool same = version_ == s.version && layers_.size() == s.layers.size();
  for (std::size_t i = 0; i < s.layers.size() && same; ++i) same = same_layer(layers_[i].filled, s.layers[i]);
  if (same) return true;
  if (!fill(s) || !draw(s)) {
    version_.reset();
    return false;
  }
  SDL_RenderPresent(renderer_.get());
  return true;
}

bool texture_output::fill(const scene& s) {
  if (version_ != s.version) {
    if (!fill(picture_, s.picture.view) || (s.before && !fill(before_, s.before->view))) return false;
    version_ = s.version;
  }
  layers_.resize(s.layers.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!same_layer(layers_[i].filled, s.layers[i]) && !fill(layers_[i], s.layers[i])) return false;
  }
  return true;
}

bool texture_output::fill(filled_texture& into, const picture_view& picture) {
  std::optional<SDL_YUV_CONVERSION_MODE> mode = mode_for(picture.format);
  bool yuv = mode.has_value();
  if (yuv) SDL_SetYUVConversionMode(*mode);
  if (!into.texture || into.format != picture.format) {
    into.texture.reset(SDL_CreateTexture(renderer_.get(), yuv ? SDL_PIXELFORMAT_IYUV : SDL_PIXELFORMAT_RGB888,
                                         SDL_TEXTUREACCESS_STREAMING, picture.size().width,
                                         picture.size().height));
    if (!into.texture) return false;
    into.format = picture.format;
    SDL_SetTextureScaleMode(into.texture.get(), SDL_ScaleModeLinear);
  }
  if (yuv) {
    return SDL_UpdateYUVTexture(into.texture.get(), nullptr, picture.planes[0], picture.strides[0],
                                picture.planes[1], picture.strides[1], picture.planes[2],
                                picture.strides[2]) == 0;
  }
  const std::uint8_t* pixels = picture.planes[0];
  int stride = picture.strides[0];
  if (picture.format.layout == player::decode::pixel_layout::i420) {
    if (converted_.size != picture.size()) converted_ = image(picture.size());
    stride = picture.size().width * 4;
    libyuv::I420ToARGBMatrix(picture.planes[0], picture.strides[0], picture.planes[1], picture.strides[1],
                             picture.planes[2], picture.strides[2], converted_.pixels.data(), stride,
                             &factors_of(picture.format), picture.size().width, picture.size().height);
    pixels = converted_.pixels.data();
  }
  return SDL_UpdateTexture(into.texture.get(), nullptr, pixels, stride) == 0;
}

// SDL's standard blending, the only one that every renderer supports, wants colours without premultiplied
// alpha.
bool texture_output::fill(layer_texture& into, const layer& l) {
  int width = l.where.width;
  int height = l.where.height;
  if (l.pixels == nullptr || l.pixels->size != size_px{width, height} || width <= 0 || height <= 0) {
    into = {nullptr, l};
    return true;
  }
  size_px has;
  if (into.texture) SDL_QueryTexture(into.texture.get(), nullptr, nullptr, &has.width, &has.height);
  if (has != l.pixels->size) {
    into.texture.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_ARGB8888,
                                         SDL_TEXTUREACCESS_STREAMING, width, height));
    if (!into.texture) return false;
  }
  const std::uint8_t* pixels = l.pixels->pixels.data();
  if (!l.opaque) {
    unmultiplied_.resize(l.pixels->pixels.size());
    libyuv::ARGBUnattenuate(pixels, width * 4, unmultiplied_.data(), width * 4, width, height);
    pixels = unmultiplied_.data();
  }
  SDL_SetTextureBlendMode(into.texture.get(), l.opaque ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
  if (SDL_UpdateTexture(into.texture.get(), nullptr, pixels, width * 4) != 0) return false;
  into.filled = l;
  return true;
}

bool texture_output::draw(const scene& s) {
  SDL_SetRenderDrawBlendMode(renderer_.get(), SDL_BLENDMODE_NONE);
  SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, 255);
  SDL_RenderClear(renderer_.get());
  int part = s.before ? std::clamp(s.part, 0, 256) : 256;
  bool done = part == 256 || draw(before_, *s.before, 256);
  done = done && draw(picture_, s.picture, part);
  for (const layer_texture& l : layers_) done = done && draw(l, s.turned);
  return done;
}

bool texture_output::draw(filled_texture& filled, const shown_picture& picture, int part) {
  placement p = picture.on(size());
  auto alpha = static_cast<Uint8>(std::min(part, 255));
  SDL_SetTextureBlendMode(filled.texture.get(), part < 256 ? SDL_BLENDMODE_BLEND : SDL_BLENDMODE_NONE);
  SDL_SetTextureAlphaMod(filled.texture.get(), alpha);
  if (part < 256) {  // the black around it fades as well
    size_px all = size();
    SDL_SetRenderDrawBlendMode(renderer_.get(), SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(renderer_.get(), 0, 0, 0, alpha);
    const rect_px& w = p.where;
    const SDL_Rect around[] = {{0, 0, all.width, w.y},
                               {0, w.y + w.height, all.width, all.height - w.y - w.height},
                               {0, w.y, w.x, w.height},
                               {w.x + w.width, w.y, all.width - w.x - w.width, w.height}};
    for (const SDL_Rect& r : around) {
      if (r.w > 0 && r.h > 0) SDL_RenderFillRect(renderer_.get(), &r);
    }
  }
  SDL_Rect part_of{p.part.x, p.part.y, p.part.width, p.part.height};
  SDL_Rect where = unturned(p.where, p.scaled);
  if (picture.turned == rotation::none) {
    return SDL_RenderCopy(renderer_.get(), filled.texture.get(), &part_of, &where) == 0;
  }
  return SDL_RenderCopyEx(renderer_.get(), filled.texture.get(), &part_of, &where,
                          static_cast<int>(picture.turned), nullptr, SDL_FLIP_NONE) == 0;
}

bool texture_output::draw(const layer_texture& l, rotation turned) {
  if (!l.texture) return true;
  rect_px seen_at = l.filled.where;
  SDL_Rect where = unturned(on_output(seen_at, size(), turned), {seen_at.width, seen_at.height});
  if (turned == rotation::none) {
    return SDL_RenderCopy(renderer_.get(), l.texture.get(), nullptr, &where) == 0;
  }
  return SDL_RenderCopyEx(renderer_.get(), l.texture.get(), nullptr, &where, static_cast<int>(turned),
                          nullptr, SDL_FLIP_NONE) == 0;
}

result<image> texture_output::grab(const scene& shown) {
  // The presented picture cannot be read back, so the same scene is drawn again, read, and presented.
  image copy(size());
  bool done = fill(shown) && draw(shown) &&
              SDL_RenderReadPixels(renderer_.get(), nullptr, SDL_PIXELFORMAT_RGB888, copy.pixels.data(),
                                   copy.size.width * 4) == 0;
  SDL_RenderPresent(renderer_.get());
  if (!done) {
    return error{errc::io, msg("the window cannot be read: {}", SDL_GetError()),
                 msg("start the player again")};
  }
  return copy;
}

// The name of the OpenGL implementation, e.g. "llvmpipe (LLVM 15.0.6, 256 bits)".
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

}  // namespace bangtin::player::stage::output
