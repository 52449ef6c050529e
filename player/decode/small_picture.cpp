// Averages first and converts the colours of the few pixels that are left.
#include "player/decode/small_picture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bangtin::player::decode {

namespace {

// A plane of samples, `step` bytes apart.
struct plane_view {
  const std::uint8_t* first = nullptr;
  std::size_t stride = 0;
  int width = 0;
  int height = 0;
  std::size_t step = 1;
};

// Cell (x, y) of a grid of width x height cells over the plane: the average of its samples.
float average(const plane_view& p, int x, int y, int width, int height) {
  auto begin = [](int at, int cells, int samples) {
    return static_cast<std::size_t>(std::int64_t{at} * samples / cells);
  };
  std::size_t left = begin(x, width, p.width);
  std::size_t right = std::max(left + 1, begin(x + 1, width, p.width));
  std::size_t top = begin(y, height, p.height);
  std::size_t bottom = std::max(top + 1, begin(y + 1, height, p.height));
  std::uint32_t sum = 0;
  for (std::size_t line = top; line < bottom; ++line) {
    const std::uint8_t* at = p.first + line * p.stride;
    for (std::size_t column = left; column < right; ++column) sum += at[column * p.step];
  }
  return static_cast<float>(sum) / static_cast<float>((right - left) * (bottom - top));
}

std::uint8_t as_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

// Weights of red and blue in the luma (ITU-T H.273, table 4).
std::pair<float, float> weights(colour_matrix matrix) {
  switch (matrix) {
    case colour_matrix::bt601:
      return {0.299F, 0.114F};
    case colour_matrix::bt2020:
      return {0.2627F, 0.0593F};
    case colour_matrix::bt709:
      break;
  }
  return {0.2126F, 0.0722F};
}

void put_colour(std::uint8_t* to, float y, float cb, float cr, const picture_format& format) {
  auto [red, blue] = weights(format.matrix);
  bool full = format.range == colour_range::full;
  float luma = full ? y : (y - 16) * 255 / 219;
  float scale = full ? 1 : 255.0F / 224;
  float r = luma + 2 * (1 - red) * (cr - 128) * scale;
  float b = luma + 2 * (1 - blue) * (cb - 128) * scale;
  float g = (luma - red * r - blue * b) / (1 - red - blue);
  to[0] = as_byte(b);
  to[1] = as_byte(g);
  to[2] = as_byte(r);
  to[3] = 255;
}

std::pair<int, int> fitted(int width, int height, const media::fitting_sides& sides) {
  bool landscape = width >= height;
  double factor = std::min({1.0, double(landscape ? sides.longer_px : sides.shorter_px) / width,
                            double(landscape ? sides.shorter_px : sides.longer_px) / height});
  return {std::max(1, static_cast<int>(width * factor)), std::max(1, static_cast<int>(height * factor))};
}

}  // namespace

small_picture draw_small(const picture_format& format, const frame_layout& layout,
                         std::span<const std::byte> slot, const media::fitting_sides& sides) {
  auto [width, height] = fitted(static_cast<int>(format.width), static_cast<int>(format.height), sides);
  small_picture s{width, height, {}, {}};
  s.bgrx.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  bool planar = format.layout == pixel_layout::i420;
  auto view = [&](std::size_t i) {
    const frame_layout::plane& p = layout.planes[planar ? i : 0];
    const auto* first = reinterpret_cast<const std::uint8_t*>(slot.data()) + p.offset;
    std::size_t step = planar ? 1 : 4;
    return plane_view{first + (planar ? 0 : i), p.stride_bytes, static_cast<int>(p.line_bytes / step),
                      static_cast<int>(p.lines), step};
  };
  plane_view planes[] = {view(0), view(1), view(2)};
  std::uint8_t* to = s.bgrx.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x, to += 4) {
      float v[3];
      for (int i = 0; i < 3; ++i) v[i] = average(planes[i], x, y, width, height);
      if (planar) {
        put_colour(to, v[0], v[1], v[2], format);
      } else {
        for (int i = 0; i < 3; ++i) to[i] = as_byte(v[i]);
        to[3] = 255;
      }
    }
  }
  return s;
}

picture_picker::picture_picker(microseconds expected)
    : step_(std::max<microseconds>(std::chrono::milliseconds(100), expected / media::max_small_pictures)) {}

void picture_picker::add(small_picture picture) {
  constexpr std::size_t too_many = std::size_t{2} * media::max_small_pictures;
  next_ = (picture.at / step_ + 1) * step_;
  kept_.push_back(std::move(picture));
  if (kept_.size() < too_many) return;
  step_ *= 2;
  for (std::size_t i = 0; 2 * i < kept_.size(); ++i) std::swap(kept_[i], kept_[2 * i]);
  kept_.resize((kept_.size() + 1) / 2);
}

std::vector<small_picture> picture_picker::take() {
  std::vector<small_picture> all = std::exchange(kept_, {});
  std::size_t count = std::min<std::size_t>(all.size(), media::max_small_pictures);
  std::vector<small_picture> some;
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t from = count == 1 ? 0 : i * (all.size() - 1) / (count - 1);
    some.push_back(std::move(all[from]));
  }
  return some;
}

}  // namespace bangtin::player::decode
