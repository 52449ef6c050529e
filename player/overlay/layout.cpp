// Places are claimed one after the other; a place that would come closer than the margin to an earlier one is
// refused.
#include "player/overlay/layout.hpp"

#include <algorithm>

namespace bangtin::player::overlay {

namespace {

constexpr int code_modules = 41;  // of a usual link, with the quiet zone

bool meet(const stage::rect_px& a, const stage::rect_px& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool within(const stage::rect_px& inner, const stage::rect_px& outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}

int shorter_of(stage::size_px s) {
  return std::max(1, std::min(s.width, s.height));
}

}  // namespace

layout::layout(stage::size_px seen, bool with_ticker, bool with_clock)
    : seen_{std::max(1, seen.width), std::max(1, seen.height)} {
  if (!with_ticker) return;
  int height = std::max(1, shorter() * 8 / 100);
  band_ = stage::rect_px{0, seen_.height - height, seen_.width, height};
  int end = height * 9 / 2;
  if (!with_clock || end > seen_.width / 2) return;
  clock_end_ = stage::rect_px{seen_.width - end, band_->y, end, height};
  band_->width -= end;
}

int layout::shorter() const {
  return shorter_of(seen_);
}

int layout::margin() const {
  return std::max(1, shorter() / 36);
}

stage::rect_px layout::free_room() const {
  int height = band_ ? band_->y : seen_.height;
  return {margin(), margin(), seen_.width - 2 * margin(), height - 2 * margin()};
}

std::optional<stage::rect_px> layout::claim(const stage::rect_px& place) {
  bool fits = place.width > 0 && place.height > 0 && within(place, free_room());
  stage::rect_px with_air{place.x - margin(), place.y - margin(), place.width + 2 * margin(),
                          place.height + 2 * margin()};
  if (!fits ||
      std::any_of(taken_.begin(), taken_.end(), [&](const stage::rect_px& t) { return meet(t, with_air); })) {
    return std::nullopt;
  }
  taken_.push_back(place);
  return place;
}

std::optional<stage::rect_px> layout::take(corner where, stage::size_px size) {
  stage::rect_px room = free_room();
  stage::rect_px place{room.x, room.y, size.width, size.height};
  bool left = where == corner::upper_left || where == corner::lower_left;
  bool low = where == corner::lower_right || where == corner::lower_left;
  if (!left) place.x = room.x + room.width - size.width;
  if (low) place.y = room.y + room.height - size.height;
  auto claimed = claim(place);
  if (where == corner::lower_right) lower_right_ = claimed;
  if (where == corner::lower_left) lower_left_ = claimed;
  return claimed;
}

stage::rect_px layout::caption_room() const {
  stage::rect_px room = free_room();
  if (lower_left_) room.height = lower_left_->y - margin() - room.y;
  if (!lower_right_) return room;
  int beside = lower_right_->x - margin() - room.x;
  if (beside >= seen_.width / 2) return {room.x, room.y, beside, room.height};
  return {room.x, room.y, room.width, std::min(room.height, lower_right_->y - margin() - room.y)};
}

int layout::caption_width() const {
  return std::max(1, std::min(caption_room().width, seen_.width * 84 / 100));
}

std::optional<stage::rect_px> layout::take_caption(stage::size_px size) {
  stage::rect_px room = caption_room();
  return claim(
      {room.x + (room.width - size.width) / 2, room.y + room.height - size.height, size.width, size.height});
}

int module_size(stage::size_px seen, int modules_with_quiet_zone) {
  int nominal = (shorter_of(seen) * 14 + 540) / 1080;
  int room = nominal * code_modules;
  return std::max(1, std::min(nominal, room / std::max(1, modules_with_quiet_zone)));
}

int ticker_speed(stage::size_px seen) {
  int wanted = shorter_of(seen) / 6;
  return std::max(60, (wanted + 30) / 60 * 60);
}

}  // namespace bangtin::player::overlay
