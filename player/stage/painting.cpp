// Scaling and rotating happen before the conversion, in I420, which has 12 bits a pixel instead of 32; the
// conversion then writes straight to the place on the screen.
#include "player/stage/painting.hpp"

#include <cairo.h>
#include <libyuv.h>

#include <memory>
#include <string>

#include "base/files.hpp"
#include "player/stage/colours.hpp"
#include "player/stage/scaling.hpp"

namespace bangtin::player::stage {

namespace {

using player::decode::pixel_layout;

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

// Converts the picture without scaling, into the memory at `at`.
void convert(const picture_view& v, std::uint8_t* at, int stride) {
  libyuv::I420ToARGBMatrix(v.planes[0], v.strides[0], v.planes[1], v.strides[1], v.planes[2], v.strides[2],
                           at, stride, &factors_of(v.format), v.size().width, v.size().height);
}

void put(picture_view& view, const scratch& s, size_px size) {
  for (std::size_t i = 0; i < 3; ++i) {
    view.planes[i] = s.planes[i];
    view.strides[i] = s.strides[i];
  }
  view.format.width = static_cast<std::uint32_t>(size.width);
  view.format.height = static_cast<std::uint32_t>(size.height);
}

// The given part of the picture. I420 chroma has half the resolution, so the part begins at even coordinates.
picture_view cut(picture_view v, rect_px part) {
  if (v.format.layout == pixel_layout::i420) {
    part.x &= ~1;
    part.y &= ~1;
    for (std::size_t i = 1; i < 3; ++i) {
      v.planes[i] += std::ptrdiff_t{part.y / 2} * v.strides[i] + part.x / 2;
    }
    v.planes[0] += std::ptrdiff_t{part.y} * v.strides[0] + part.x;
  } else {
    v.planes[0] += std::ptrdiff_t{part.y} * v.strides[0] + std::ptrdiff_t{part.x} * 4;
  }
  v.format.width = static_cast<std::uint32_t>(part.width);
  v.format.height = static_cast<std::uint32_t>(part.height);
  return v;
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

canvas canvas_of(image& i) {
  return {i.pixels.data(), i.size.width * 4, i.size};
}

painter::painter() : scaler_(std::make_unique<scaler>()) {}
painter::~painter() = default;

void painter::paint(const shown_picture& picture, const canvas& to) {
  placement p = picture.on(to.size);
  picture_view seen = cut(picture.view, p.part);
  if (seen.format.layout == pixel_layout::i420) {
    paint_i420(seen, p, picture.turned, to);
  } else {
    paint_bgrx(seen, p, picture.turned, to);
  }
}

void painter::paint_mix(const shown_picture& before, const shown_picture& after, int part, const canvas& to) {
  const picture_view& a = before.view;
  const picture_view& b = after.view;
  bool alike = a.format == b.format && a.format.layout == pixel_layout::i420 &&
               before.turned == after.turned && before.fit == after.fit && before.room == after.room;
  if (alike) {
    size_px size = a.size();
    scratch s = scratch_i420(mixed_, size);
    libyuv::I420Interpolate(a.planes[0], a.strides[0], a.planes[1], a.strides[1], a.planes[2], a.strides[2],
                            b.planes[0], b.strides[0], b.planes[1], b.strides[1], b.planes[2], b.strides[2],
                            s.planes[0], s.strides[0], s.planes[1], s.strides[1], s.planes[2], s.strides[2],
                            size.width, size.height, part);
    shown_picture mixed = after;
    put(mixed.view, s, size);
    fill_black_around(after.on(to.size).where, to);
    paint(mixed, to);
    return;
  }
  picture_view from = whole(before, to.size, before_);
  picture_view into = whole(after, to.size, after_);
  libyuv::ARGBInterpolate(from.planes[0], from.strides[0], into.planes[0], into.strides[0], to.pixels,
                          to.stride, to.size.width, to.size.height, part);
}

// The picture as it fills the output; painted into `memory` unless it already has that form.
picture_view painter::whole(const shown_picture& picture, size_px size, image& memory) {
  bool composed = picture.view.format.layout == pixel_layout::bgrx && picture.turned == rotation::none &&
                  picture.view.size() == size;
  if (composed) return picture.view;
  if (memory.size != size) memory = image(size);
  canvas to = canvas_of(memory);
  fill_black_around(picture.on(size).where, to);
  paint(picture, to);
  return memory.view();
}

void painter::paint_i420(picture_view picture, const placement& p, rotation turned, const canvas& to) {
  size_px from = picture.size();
  if (p.scaled != from) {
    scratch s = scratch_i420(scaled_, p.scaled);
    if (!scaler_->scale(picture, p.scaled, s.planes, s.strides)) {
      libyuv::I420Scale(picture.planes[0], picture.strides[0], picture.planes[1], picture.strides[1],
                        picture.planes[2], picture.strides[2], from.width, from.height, s.planes[0],
                        s.strides[0], s.planes[1], s.strides[1], s.planes[2], s.strides[2], p.scaled.width,
                        p.scaled.height, libyuv::kFilterBox);
    }
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
  if (p.scaled != from && turned == rotation::none) {
    libyuv::ARGBScale(picture.planes[0], picture.strides[0], from.width, from.height, place(to, p.where),
                      to.stride, p.scaled.width, p.scaled.height, libyuv::kFilterBox);
    return;
  }
  if (p.scaled != from) {
    picture_view scaled = picture;
    put_bgrx(scaled, scaled_, p.scaled);
    libyuv::ARGBScale(picture.planes[0], picture.strides[0], from.width, from.height, scaled_.data(),
                      scaled.strides[0], p.scaled.width, p.scaled.height, libyuv::kFilterBox);
    picture = scaled;
  }
  // Without rotation this is a plain copy.
  libyuv::ARGBRotate(picture.planes[0], picture.strides[0], place(to, p.where), to.stride, p.scaled.width,
                     p.scaled.height, mode_of(turned));
}

image painter::compose(const picture_view& picture, rotation turned, size_px size, fit_mode mode,
                       const rect_px& room) {
  image all(size);
  paint({picture, turned, mode, room}, canvas_of(all));
  return all;
}

void fill_black_around(const rect_px& place, const canvas& to) {
  auto fill = [&](int x, int y, int width, int height) {
    if (width > 0 && height > 0) libyuv::ARGBRect(to.pixels, to.stride, x, y, width, height, 0);
  };
  int below = place.y + place.height;
  int right = place.x + place.width;
  fill(0, 0, to.size.width, place.y);
  fill(0, below, to.size.width, to.size.height - below);
  fill(0, place.y, place.x, place.height);
  fill(right, place.y, to.size.width - right, place.height);
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

}  // namespace bangtin::player::stage
