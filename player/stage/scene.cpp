// While the picture is unchanged, only the places where a layer differs are painted. A place is built up from
// the bottom: the topmost opaque layer that covers all of it, or else the picture; then every layer above
// that. So places may overlap. A picture that is already composed for the output is copied where it is
// needed. Any other (a frame of a video, or a fade) is painted again in full, which its next frame needs
// anyway.
#include "player/stage/scene.hpp"

#include <libyuv.h>

#include <algorithm>

namespace bangtin::player::stage {

namespace {

// Whether the layer's pixels match its place; a layer that fails this check is left out.
bool sound(const layer& l) {
  return l.pixels != nullptr && l.where.width > 0 && l.where.height > 0 &&
         l.pixels->size == size_px{l.where.width, l.where.height};
}

bool composed(const scene& s, size_px output) {
  return !s.before && s.picture.view.format.layout == player::decode::pixel_layout::bgrx &&
         s.picture.turned == rotation::none && s.picture.view.size() == output;
}

std::uint8_t* at(const canvas& c, const rect_px& r) {
  return c.pixels + std::ptrdiff_t{r.y} * c.stride + std::ptrdiff_t{r.x} * 4;
}

}  // namespace

bool same_layer(const layer& a, const layer& b) {
  return a.version == b.version && a.where == b.where && a.opaque == b.opaque && a.pixels == b.pixels;
}

std::vector<rect_px> scene_painter::paint(const scene& s, const canvas& to) {
  size_px seen_size = seen(to.size, s.turned);
  rect_px room{0, 0, seen_size.width, seen_size.height};
  std::vector<rect_px> places = differing(s, room);
  bool all = !painted_ || size_ != to.size;
  bool frame = false;
  if (!all && version_ != s.version) {
    all = !paint_beside(s, places, to);
    frame = !all;
  } else {
    for (std::size_t i = 0; i < places.size() && !all; ++i) all = !repaint(s, places[i], to);
  }
  if (all) {
    paint_all(s, room, to);
    places = {room};
  }
  painted_ = true;
  version_ = s.version;
  size_ = to.size;
  layers_.assign(s.layers.begin(), s.layers.end());
  for (rect_px& p : places) p = on_output(p, to.size, s.turned);
  if (frame) places.push_back(place_);
  return places;
}

// The places, in the viewer's coordinates, where the layers differ from the scene before.
std::vector<rect_px> scene_painter::differing(const scene& s, const rect_px& room) const {
  std::vector<rect_px> places;
  auto add = [&](const layer& l) {
    rect_px r = common(l.where, room);
    if (r.width > 0 && std::find(places.begin(), places.end(), r) == places.end()) places.push_back(r);
  };
  for (std::size_t i = 0; i < std::max(layers_.size(), s.layers.size()); ++i) {
    bool was = i < layers_.size();
    bool is = i < s.layers.size();
    if (was && is && same_layer(layers_[i], s.layers[i])) continue;
    if (was) add(layers_[i]);
    if (is) add(s.layers[i]);
  }
  return places;
}

void scene_painter::paint_all(const scene& s, const rect_px& room, const canvas& to) {
  if (s.before && s.part < 256) {
    painter_.paint_mix(*s.before, s.picture, std::clamp(s.part, 1, 255), to);
    place_ = {};
  } else {
    rect_px place = s.picture.on(to.size).where;
    bool black_around = painted_ && place == place_ && size_ == to.size && layers_.empty();
    if (!black_around) fill_black_around(place, to);
    painter_.paint(s.picture, to);
    place_ = place;
  }
  for (const layer& l : s.layers) put(l, room, s.turned, to);
}

// Paints the next frame of a video whose layers all lie beside it, as they usually do: the frame, and the
// places that differ. False when that is impossible.
bool scene_painter::paint_beside(const scene& s, std::vector<rect_px>& places, const canvas& to) {
  if (s.before) return false;
  const rect_px where = s.picture.on(to.size).where;
  if (where != place_) return false;
  auto meets = [&](const rect_px& r) { return common(on_output(r, to.size, s.turned), where).width > 0; };
  if (std::any_of(places.begin(), places.end(), meets)) return false;
  if (std::any_of(s.layers.begin(), s.layers.end(), [&](const layer& l) { return meets(l.where); }))
    return false;
  painter_.paint(s.picture, to);
  for (const rect_px& place : places) {
    rect_px r = on_output(place, to.size, s.turned);
    libyuv::ARGBRect(to.pixels, to.stride, r.x, r.y, r.width, r.height, 0);
    for (const layer& l : s.layers) put(l, place, s.turned, to);
  }
  return true;
}

// Paints only `place`; false when that is impossible.
bool scene_painter::repaint(const scene& s, const rect_px& place, const canvas& to) {
  std::size_t lowest = s.layers.size();
  auto covers = [&](const layer& l) { return l.opaque && sound(l) && common(l.where, place) == place; };
  while (lowest > 0 && !covers(s.layers[lowest - 1])) --lowest;
  if (lowest > 0) {
    --lowest;
  } else if (composed(s, to.size)) {
    rect_px where = on_output(place, to.size, s.turned);
    const picture_view& v = s.picture.view;
    libyuv::ARGBCopy(v.planes[0] + std::ptrdiff_t{where.y} * v.strides[0] + std::ptrdiff_t{where.x} * 4,
                     v.strides[0], at(to, where), to.stride, where.width, where.height);
  } else {
    return false;
  }
  for (std::size_t i = lowest; i < s.layers.size(); ++i) put(s.layers[i], place, s.turned, to);
  return true;
}

void scene_painter::put(const layer& l, const rect_px& within, rotation turned, const canvas& to) {
  if (!sound(l)) return;
  rect_px seen_part = common(l.where, within);
  if (seen_part.width == 0) return;
  int stride = l.where.width * 4;
  const std::uint8_t* from = l.pixels->pixels.data() + std::ptrdiff_t{seen_part.y - l.where.y} * stride +
                             std::ptrdiff_t{seen_part.x - l.where.x} * 4;
  rect_px where = on_output(seen_part, to.size, turned);
  auto mode = static_cast<libyuv::RotationMode>(static_cast<int>(turned));
  if (l.opaque) {
    libyuv::ARGBRotate(from, stride, at(to, where), to.stride, seen_part.width, seen_part.height, mode);
    return;
  }
  if (turned != rotation::none) {
    turned_.resize(static_cast<std::size_t>(where.width) * static_cast<std::size_t>(where.height) * 4);
    libyuv::ARGBRotate(from, stride, turned_.data(), where.width * 4, seen_part.width, seen_part.height,
                       mode);
    from = turned_.data();
    stride = where.width * 4;
  }
  libyuv::ARGBBlend(from, stride, at(to, where), to.stride, at(to, where), to.stride, where.width,
                    where.height);
}

}  // namespace bangtin::player::stage
