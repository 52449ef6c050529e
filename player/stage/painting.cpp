// Scaling and turning happen before the conversion, in I420, where there are 12 bits a pixel instead of 32;
// the conversion then writes straight to the place on the screen.
//
// Two libraries convert. libyuv is a little faster, but keeps the factor of blue in eight bits, where that of
// limited range does not fit: with BT.709 blue is off by up to 13 of 255. So limited range, which is nearly
// every video, goes through SDL (off by 2 at most), and full range, which SDL does not know for BT.709,
// through libyuv.
#include "player/stage/painting.hpp"

#include <SDL_pixels.h>
#include <SDL_surface.h>
#include <cairo.h>
#include <libyuv.h>

#include <memory>
#include <string>

#include "base/files.hpp"

namespace bangtin::player {

namespace {

using decode::colour_matrix;
using decode::colour_range;
using decode::pixel_layout;

const libyuv::YuvConstants* constants_for(const decode::picture_format& f) {
  bool full = f.range == colour_range::full;
  if (f.matrix == colour_matrix::bt601) {
    return full ? &libyuv::kYuvJPEGConstants : &libyuv::kYuvI601Constants;
  }
  return full ? &libyuv::kYuvF709Constants : &libyuv::kYuvH709Constants;
}

libyuv::RotationMode mode_of(rotation r) {
  return static_cast<libyuv::RotationMode>(static_cast<int>(r));
}

std::uint8_t* place(const canvas& to, const rect_px& where) {
  return to.pixels + static_cast<std::ptrdiff_t>(where.y) * to.stride + std::ptrdiff_t{where.x} * 4;
}

// A scratch I420 picture of `size`, its planes one after the other in `memory`.
struct scratch {
  std::array<std::uint8_t*, 3> planes;
  std::array<int, 3> strides;
};
scratch scratch_i420(std::vector<std::uint8_t>& memory, size_px size) {
  int half = (size.width + 1) / 2;
  auto luma = static_cast<std::size_t>(half) * 2 * static_cast<std::size_t>(size.height);
  auto chroma = static_cast<std::size_t>(half) * static_cast<std::size_t>((size.height + 1) / 2);
  memory.resize(luma + 2 * chroma);
  std::uint8_t* m = memory.data();
  return {{m, m + luma, m + luma + chroma}, {half * 2, half, half}};
}

// Planes one after the other, as SDL takes them.
bool contiguous(const picture_view& v) {
  auto rows = static_cast<std::ptrdiff_t>(v.format.height);
  return v.strides[1] * 2 == v.strides[0] && v.strides[2] == v.strides[1] &&
         v.planes[1] == v.planes[0] + v.strides[0] * rows &&
         v.planes[2] == v.planes[1] + v.strides[1] * ((rows + 1) / 2);
}

// Converts without scaling to `at`.
void convert(const picture_view& v, std::uint8_t* at, int stride) {
  size_px size = v.size();
  if (v.format.range == colour_range::limited && contiguous(v)) {
    SDL_SetYUVConversionMode(v.format.matrix == colour_matrix::bt601 ? SDL_YUV_CONVERSION_BT601
                                                                     : SDL_YUV_CONVERSION_BT709);
    if (SDL_ConvertPixels(size.width, size.height, SDL_PIXELFORMAT_IYUV, v.planes[0], v.strides[0],
                          SDL_PIXELFORMAT_RGB888, at, stride) == 0) {
      return;
    }
  }
  libyuv::I420ToARGBMatrix(v.planes[0], v.strides[0], v.planes[1], v.strides[1], v.planes[2], v.strides[2],
                           at, stride, constants_for(v.format), size.width, size.height);
}

void put(picture_view& view, const scratch& s, size_px size) {
  for (std::size_t i = 0; i < 3; ++i) {
    view.planes[i] = s.planes[i];
    view.strides[i] = s.strides[i];
  }
  view.format.width = static_cast<std::uint32_t>(size.width);
  view.format.height = static_cast<std::uint32_t>(size.height);
}

void put_bgrx(picture_view& view, std::vector<std::uint8_t>& memory, size_px size) {
  memory.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 4);
  view.planes[0] = memory.data();
  view.strides[0] = size.width * 4;
  view.format.width = static_cast<std::uint32_t>(size.width);
  view.format.height = static_cast<std::uint32_t>(size.height);
}

cairo_status_t append(void* text, const unsigned char* bytes, unsigned count) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

picture_view view_of(const decode::picture_format& format, const decode::frame_layout& layout,
                     const std::byte* base) {
  picture_view v{format, {}, {}};
  for (std::size_t i = 0; i < layout.plane_count; ++i) {
    v.planes[i] = reinterpret_cast<const std::uint8_t*>(base) + layout.planes[i].offset;
    v.strides[i] = static_cast<int>(layout.planes[i].stride_bytes);
  }
  return v;
}

picture_view image::view() const {
  decode::picture_format f;
  f.layout = pixel_layout::bgrx;
  f.width = static_cast<std::uint32_t>(size.width);
  f.height = static_cast<std::uint32_t>(size.height);
  return {f, {pixels.data(), nullptr, nullptr}, {size.width * 4, 0, 0}};
}

canvas canvas_of(image& i) {
  return {i.pixels.data(), i.size.width * 4, i.size};
}

void painter::paint(const picture_view& picture, rotation turned, const canvas& to) {
  placement p = fit(picture.size(), to.size, turned);
  if (picture.format.layout == pixel_layout::i420) {
    paint_i420(picture, p, turned, to);
  } else {
    paint_bgrx(picture, p, turned, to);
  }
}

void painter::paint_i420(picture_view picture, const placement& p, rotation turned, const canvas& to) {
  size_px from = picture.size();
  if (p.scaled != from) {
    scratch s = scratch_i420(scaled_, p.scaled);
    libyuv::I420Scale(picture.planes[0], picture.strides[0], picture.planes[1], picture.strides[1],
                      picture.planes[2], picture.strides[2], from.width, from.height, s.planes[0],
                      s.strides[0], s.planes[1], s.strides[1], s.planes[2], s.strides[2], p.scaled.width,
                      p.scaled.height, libyuv::kFilterBox);
    put(picture, s, p.scaled);
  }
  if (turned != rotation::none) {
    size_px after{p.where.width, p.where.height};
    scratch s = scratch_i420(turned_, after);
    libyuv::I420Rotate(picture.planes[0], picture.strides[0], picture.planes[1], picture.strides[1],
                       picture.planes[2], picture.strides[2], s.planes[0], s.strides[0], s.planes[1],
                       s.strides[1], s.planes[2], s.strides[2], p.scaled.width, p.scaled.height,
                       mode_of(turned));
    put(picture, s, after);
  }
  convert(picture, place(to, p.where), to.stride);
}

void painter::paint_bgrx(picture_view picture, const placement& p, rotation turned, const canvas& to) {
  size_px from = picture.size();
  if (p.scaled != from) {
    picture_view scaled = picture;
    put_bgrx(scaled, scaled_, p.scaled);
    libyuv::ARGBScale(picture.planes[0], picture.strides[0], from.width, from.height, scaled_.data(),
                      scaled.strides[0], p.scaled.width, p.scaled.height, libyuv::kFilterBox);
    picture = scaled;
  }
  // Without a turn this is a plain copy.
  libyuv::ARGBRotate(picture.planes[0], picture.strides[0], place(to, p.where), to.stride, p.scaled.width,
                     p.scaled.height, mode_of(turned));
}

image painter::compose(const picture_view& picture, rotation turned, size_px size) {
  image whole(size);
  paint(picture, turned, canvas_of(whole));
  return whole;
}

void fill_black(const canvas& to) {
  libyuv::ARGBRect(to.pixels, to.stride, 0, 0, to.size.width, to.size.height, 0);
}

result<void> write_png(const image& i, const std::filesystem::path& path) {
  std::string bytes;
  // Cairo only reads from the pixels.
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_image_surface_create_for_data(const_cast<unsigned char*>(i.pixels.data()), CAIRO_FORMAT_RGB24,
                                          i.size.width, i.size.height, i.size.width * 4),
      cairo_surface_destroy);
  cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    return error{errc::io, msg("cannot make a PNG file: {}", cairo_status_to_string(status)),
                 msg("free some memory and try again")};
  }
  return write_file(path, bytes);
}

}  // namespace bangtin::player
