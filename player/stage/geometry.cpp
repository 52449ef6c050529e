// First compute the rectangle as the viewer sees it, without rotation; then rotate that rectangle with the
// picture.
#include "player/stage/geometry.hpp"

#include <algorithm>
#include <cstdint>

namespace bangtin::player::stage {

namespace {

// a * b / c, rounded to the nearest, at least 1.
int scaled(int a, int b, int c) {
  return static_cast<int>(std::max<std::int64_t>(1, (std::int64_t{a} * b * 2 + c) / (std::int64_t{c} * 2)));
}

// The largest centred part of the picture that has the shape of the room.
rect_px part_of_shape(size_px picture, size_px room) {
  size_px part = picture;
  if (std::int64_t{picture.width} * room.height >= std::int64_t{picture.height} * room.width) {
    part.width = std::min(picture.width, scaled(picture.height, room.width, room.height));
  } else {
    part.height = std::min(picture.height, scaled(picture.width, room.height, room.width));
  }
  return {(picture.width - part.width) / 2, (picture.height - part.height) / 2, part.width, part.height};
}

}  // namespace

rect_px common(const rect_px& a, const rect_px& b) {
  int left = std::max(a.x, b.x);
  int top = std::max(a.y, b.y);
  int right = std::min(a.x + a.width, b.x + b.width);
  int bottom = std::min(a.y + a.height, b.y + b.height);
  if (right <= left || bottom <= top) return {};
  return {left, top, right - left, bottom - top};
}

rect_px on_output(const rect_px& r, size_px output, rotation turned) {
  switch (turned) {
    case rotation::none:
      return r;
    case rotation::right:
      return {output.width - r.y - r.height, r.x, r.height, r.width};
    case rotation::half:
      return {output.width - r.x - r.width, output.height - r.y - r.height, r.width, r.height};
    case rotation::left:
      return {r.y, output.height - r.x - r.width, r.height, r.width};
  }
  return r;
}

std::optional<rotation> rotation_from(int degrees) {
  switch (degrees) {
    case 0:
      return rotation::none;
    case 90:
      return rotation::right;
    case 180:
      return rotation::half;
    case 270:
      return rotation::left;
    default:
      return std::nullopt;
  }
}

rotation inverse(rotation r) {
  return r == rotation::right ? rotation::left : r == rotation::left ? rotation::right : r;
}

size_px seen(size_px output, rotation turned) {
  bool lying = turned == rotation::right || turned == rotation::left;
  return lying ? size_px{output.height, output.width} : output;
}

placement fit(size_px picture, size_px output, rotation turned, fit_mode mode, const rect_px& room) {
  output = {std::max(1, output.width), std::max(1, output.height)};
  size_px all = seen(output, turned);
  rect_px within = common(room, {0, 0, all.width, all.height});
  if (within.width == 0) within = {0, 0, all.width, all.height};
  picture = {std::max(1, picture.width), std::max(1, picture.height)};
  if (mode == fit_mode::cover) {
    size_px scaled_to{within.width, within.height};
    return {scaled_to, on_output(within, output, turned), part_of_shape(picture, scaled_to)};
  }
  bool full_width =
      std::int64_t{picture.width} * within.height >= std::int64_t{picture.height} * within.width;
  placement p;
  p.scaled = full_width
                 ? size_px{within.width,
                           std::min(within.height, scaled(picture.height, within.width, picture.width))}
                 : size_px{std::min(within.width, scaled(picture.width, within.height, picture.height)),
                           within.height};
  rect_px upright{within.x + (within.width - p.scaled.width) / 2,
                  within.y + (within.height - p.scaled.height) / 2, p.scaled.width, p.scaled.height};
  p.where = on_output(upright, output, turned);
  p.part = {0, 0, picture.width, picture.height};
  return p;
}

}  // namespace bangtin::player::stage
