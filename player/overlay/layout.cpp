// The band is cut off first. Then the code takes a bar to the right of the picture or below it, whichever
// leaves the larger picture; a bar that the picture leaves anyway costs nothing. The logo takes what is left:
// a bar, else the band's left end, else the picture's upper left corner.
#include "player/overlay/layout.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bangtin::player::overlay {

namespace {

using stage::rect_px;
using stage::size_px;

int shorter_of(size_px s) {
  return std::max(1, std::min(s.width, s.height));
}

// A size chosen for a shorter side of 1080 pixels; at least 1.
int scaled(size_px seen, int of_1080) {
  return std::max(1, static_cast<int>((std::int64_t{shorter_of(seen)} * of_1080 + 540) / 1080));
}

int right_of(const rect_px& r) {
  return r.x + r.width;
}
int below(const rect_px& r) {
  return r.y + r.height;
}
std::int64_t area(const rect_px& r) {
  return std::int64_t{r.width} * r.height;
}
bool is_empty(const rect_px& r) {
  return r.width <= 0 || r.height <= 0;
}
bool within(const rect_px& inner, const rect_px& outer) {
  return inner.x >= outer.x && inner.y >= outer.y && right_of(inner) <= right_of(outer) &&
         below(inner) <= below(outer);
}
rect_px shrunk(const rect_px& r, int by) {
  return {r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by};
}
rect_px centred(size_px size, const rect_px& in) {
  return {in.x + (in.width - size.width) / 2, in.y + (in.height - size.height) / 2, size.width, size.height};
}
int three_quarters(int n) {
  return (3 * n + 3) / 4;
}

class arrangement {
 public:
  explicit arrangement(const layout_request& request) : q_(request) {
    q_.seen = {std::max(1, q_.seen.width), std::max(1, q_.seen.height)};
    margin_ = scaled(q_.seen, 30);
    gap_ = scaled(q_.seen, 16);
  }

  layout make() {
    all_ = {0, 0, q_.seen.width, q_.seen.height};
    take_band();
    l_.room = all_;
    l_.shown = shown_in(all_);
    if (q_.code_modules > 0) take_code();
    if (q_.logo.width > 0 && q_.logo.height > 0) take_logo();
    return l_;
  }

 private:
  rect_px shown_in(const rect_px& room) const {
    size_px picture =
        q_.picture.width > 0 && q_.picture.height > 0 ? q_.picture : size_px{room.width, room.height};
    return stage::fit(picture, q_.seen, stage::rotation::none, q_.fit, room).where;
  }

  void take_band();
  void take_code();
  void take_corner();
  code_place stacked(int side) const;
  code_place side_by_side(int side, int max_width) const;
  struct choice {
    rect_px room, shown;
    code_place code;
  };
  std::optional<choice> on_the_right() const;
  std::optional<choice> at_the_bottom() const;
  void take_logo();
  size_px logo_panel(const rect_px& in) const;
  bool logo_beside();
  bool logo_in_band();

  layout_request q_;
  layout l_;
  rect_px all_;  // of the output, without a band that the picture leaves free
  int margin_;   // to the edge, of what lies over the picture
  int gap_;      // in the bars
};

void arrangement::take_band() {
  bool corner_clock = q_.over && q_.clock && !q_.ticker;
  if (!q_.ticker && !q_.clock) return;
  int height = std::min(scaled(q_.seen, 86), q_.seen.height / 2);
  if (height < 1) return;
  int end = height * 9 / 2;
  if (corner_clock) {
    rect_px place{q_.seen.width - margin_ - end, margin_, end, height};
    if (within(place, shrunk(all_, margin_))) l_.clock = place;
    return;
  }
  bool clock_fits = q_.clock && end <= q_.seen.width / 2;
  if (!q_.ticker && !clock_fits) return;
  rect_px band{0, q_.seen.height - height, q_.seen.width, height};
  l_.band = band;
  if (clock_fits) {
    l_.clock = rect_px{q_.seen.width - end, band.y, end, height};
    band.width -= end;
  }
  if (q_.ticker) l_.ticker = band;
  if (!q_.over) all_.height = band.y;
}

// ---- the code

code_place arrangement::stacked(int side) const {
  int pad = scaled(q_.seen, 14);
  int text = (q_.call ? scaled(q_.seen, 108) : 0) + (q_.host ? scaled(q_.seen, 42) : 0);
  code_place c;
  c.panel = {0, 0, side, side + (text > 0 ? text + pad : 0)};
  c.code = {0, 0, side, side};
  // The quiet zone reaches down to the text.
  if (text > 0) c.text = {pad, side, std::max(1, side - 2 * pad), text};
  return c;
}

code_place arrangement::side_by_side(int side, int max_width) const {
  int pad = scaled(q_.seen, 18);
  int text = q_.call || q_.host ? std::min(scaled(q_.seen, 440), max_width - side - pad) : 0;
  code_place c;
  if (text < side / 2) text = 0;
  int left = text > 0 ? text + pad : 0;
  c.panel = {0, 0, left + side, side};
  c.code = {left, 0, side, side};
  if (text > 0) c.text = {pad, pad, text, std::max(1, side - 2 * pad)};
  return c;
}

code_place moved(code_place c, const rect_px& to) {
  for (rect_px* r : {&c.code, &c.text}) {
    r->x += to.x;
    r->y += to.y;
  }
  c.panel = to;
  return c;
}

// A bar of `thick` pixels is needed. The picture stays in the middle where it leaves that much; else it gives
// way, but keeps three quarters of its width.
std::optional<arrangement::choice> arrangement::on_the_right() const {
  rect_px usual = shown_in(all_);
  int most = all_.width - three_quarters(usual.width);
  int side = code_side(q_.seen, q_.code_modules);
  int gap = std::clamp((most - side) / 2, scaled(q_.seen, 4), gap_);
  side = std::min(side, most - 2 * gap);
  if (side < q_.code_modules) return std::nullopt;
  code_place code = stacked(side);
  int bottom = l_.band ? l_.band->y : below(all_);  // a ticker that is over runs through the bars, too
  int top = l_.clock && !l_.band ? below(*l_.clock) : all_.y;
  int tallest = bottom - top - 2 * gap;
  if (code.panel.height > tallest) code = side_by_side(side, side);
  if (code.panel.height > tallest) return std::nullopt;
  choice c{all_, usual, code};
  int thick = side + 2 * gap;
  if (right_of(all_) - right_of(usual) < thick) {
    c.room.width -= thick;
    c.shown = shown_in(c.room);
  }
  int left = right_of(c.shown);
  rect_px bar{left, all_.y, right_of(all_) - left, all_.height};
  rect_px place = centred({code.panel.width, code.panel.height}, bar);
  place.y = bottom - std::min(margin_, (bottom - top - place.height) / 2) - place.height;
  c.code = moved(code, place);
  return c;
}

std::optional<arrangement::choice> arrangement::at_the_bottom() const {
  if (l_.band && q_.over) return std::nullopt;
  rect_px usual = shown_in(all_);
  int most = all_.height - three_quarters(usual.height);
  int side = code_side(q_.seen, q_.code_modules);
  int gap = std::clamp((most - side) / 2, scaled(q_.seen, 4), gap_);
  side = std::min(side, most - 2 * gap);
  if (side < q_.code_modules) return std::nullopt;
  int widest = all_.width - 2 * gap;
  code_place code = side_by_side(side, widest);
  if (code.panel.width > widest) return std::nullopt;
  choice c{all_, usual, code};
  int thick = side + 2 * gap;
  if (below(all_) - below(usual) < thick) {
    c.room.height -= thick;
    c.shown = shown_in(c.room);
  }
  int top = below(c.shown);
  rect_px bar{all_.x, top, all_.width, below(all_) - top};
  // A bar with much room has the text below the code, as the bar beside a picture.
  code_place tall = stacked(side);
  if (tall.panel.height <= bar.height - 2 * gap && tall.panel.width <= widest) code = tall;
  // To the right, so that the logo has room at its left.
  rect_px place = centred({code.panel.width, code.panel.height}, bar);
  place.x = right_of(all_) - std::min(margin_, (all_.width - place.width) / 2) - place.width;
  if (l_.clock && !is_empty(stage::common(place, *l_.clock))) return std::nullopt;
  c.code = moved(code, place);
  return c;
}

void arrangement::take_code() {
  if (q_.corner) return take_corner();
  std::optional<choice> right = on_the_right();
  std::optional<choice> bottom = at_the_bottom();
  if (!right && !bottom) return;
  // A code that is smaller than it ought to be counts more than a smaller picture.
  auto worth = [&](const std::optional<choice>& c) {
    if (!c) return std::pair{0, std::int64_t{0}};
    int module_180 = c->code.code.width * 180 / (q_.code_modules * shorter_of(q_.seen));
    return std::pair{module_180 >= 1 ? 2 : 1, area(c->shown)};
  };
  const choice& c = worth(right) >= worth(bottom) ? *right : *bottom;
  l_.room = c.room;
  l_.shown = c.shown;
  l_.code = c.code;
}

void arrangement::take_corner() {
  rect_px free = stage::common(l_.shown, all_);
  if (l_.band && below(free) > l_.band->y) free.height = l_.band->y - free.y;
  free = shrunk(free, margin_);
  int side = std::min(code_side(q_.seen, q_.code_modules), free.width);
  code_place code = stacked(side);
  rect_px place{right_of(free) - code.panel.width, below(free) - code.panel.height, code.panel.width,
                code.panel.height};
  bool meets_clock = l_.clock && !is_empty(stage::common(place, *l_.clock));
  if (side < q_.code_modules || !within(place, free) || meets_clock) return;
  l_.code = moved(code, place);
}

// ---- the logo

// The panel of the logo as large as it fits, at most a quarter of the width and a tenth of the shorter side.
size_px arrangement::logo_panel(const rect_px& in) const {
  int border = logo_border(q_.seen);
  size_px room{std::min(in.width - 2 * border, q_.seen.width * 26 / 100),
               std::min(in.height - 2 * border, scaled(q_.seen, 112))};
  if (room.width < 1 || room.height < 1) return {};
  size_px drawn = stage::fit(q_.logo, room, stage::rotation::none).scaled;
  return {drawn.width + 2 * border, drawn.height + 2 * border};
}

bool arrangement::logo_beside() {
  const rect_px& p = l_.shown;
  rect_px left{all_.x, all_.y, p.x - all_.x, all_.height};
  rect_px top{all_.x, all_.y, all_.width, p.y - all_.y};
  rect_px right{right_of(p), all_.y, right_of(all_) - right_of(p), all_.height};
  rect_px bottom{all_.x, below(p), all_.width, below(all_) - below(p)};
  if (l_.code && !q_.corner) {
    const rect_px& code = l_.code->panel;
    if (!is_empty(stage::common(code, right))) right.height = code.y - right.y;
    if (!is_empty(stage::common(code, bottom))) bottom.width = code.x - bottom.x;
  }
  rect_px best;
  for (const rect_px& bar : {left, top, right, bottom}) {
    rect_px inner = shrunk(bar, gap_);
    size_px panel = logo_panel(inner);
    if (panel.height < scaled(q_.seen, 56) || panel.width < scaled(q_.seen, 56)) continue;
    rect_px place = centred(panel, inner);
    bool upright = bar.height > bar.width;
    if (upright) place.y = inner.y;
    if (!upright) place.x = inner.x;
    bool meets = (l_.clock && !is_empty(stage::common(place, *l_.clock))) ||
                 (l_.band && !is_empty(stage::common(place, *l_.band)));
    if (!meets && area(place) > area(best)) best = place;
  }
  if (is_empty(best)) return false;
  l_.logo = best;
  return true;
}

bool arrangement::logo_in_band() {
  if (!l_.band) return false;
  const rect_px& band = *l_.band;
  int free = l_.clock ? l_.clock->x - band.x : band.width;
  size_px panel = logo_panel({band.x, band.y, free / 3, band.height});
  int least = std::max(1, band.height / 2);
  if (panel.width < least || panel.height < least) return false;
  l_.logo = rect_px{band.x, band.y, panel.width, band.height};
  if (l_.ticker) {
    l_.ticker->x += panel.width;
    l_.ticker->width -= panel.width;
  }
  return true;
}

void arrangement::take_logo() {
  if (logo_beside() || logo_in_band()) return;
  rect_px free = shrunk(l_.shown, margin_);
  size_px panel = logo_panel(free);
  if (is_empty({0, 0, panel.width, panel.height})) return;
  rect_px place{free.x, free.y, panel.width, panel.height};
  bool meets = (l_.clock && !is_empty(stage::common(place, *l_.clock))) ||
               (l_.code && !is_empty(stage::common(place, l_.code->panel)));
  if (!meets) l_.logo = place;
}

// Where subtitles may be: in the picture, beside what lies over it.
rect_px caption_room(const layout& l, size_px seen) {
  int margin = scaled(seen, 30);
  rect_px free = l.shown;
  if (l.band && below(free) > l.band->y) free.height = l.band->y - free.y;
  free = shrunk(free, margin);
  if (!l.code || is_empty(stage::common(l.code->panel, l.shown))) return free;
  int beside = l.code->panel.x - margin - free.x;
  if (beside >= l.shown.width / 2) return {free.x, free.y, beside, free.height};
  return {free.x, free.y, free.width, l.code->panel.y - margin - free.y};
}

}  // namespace

layout lay_out(const layout_request& q) {
  return arrangement(q).make();
}

int caption_width(const layout& l, size_px seen) {
  return std::max(1, std::min(caption_room(l, seen).width, l.shown.width * 84 / 100));
}

std::optional<rect_px> caption_place(const layout& l, size_px seen, size_px size) {
  rect_px room = caption_room(l, seen);
  rect_px place{room.x + (room.width - size.width) / 2, below(room) - size.height, size.width, size.height};
  auto meets = [&](const std::optional<rect_px>& r) { return r && !is_empty(stage::common(place, *r)); };
  bool free = !is_empty(place) && within(place, room) && !meets(l.clock) && !meets(l.logo);
  return free ? std::optional(place) : std::nullopt;
}

int code_side(size_px seen, int modules_with_quiet_zone) {
  int modules = std::max(1, modules_with_quiet_zone);
  auto comfortable = static_cast<int>((std::int64_t{shorter_of(seen)} * modules + 119) / 120);
  return std::max(1, std::min(comfortable, shorter_of(seen) / 3));
}

int ticker_speed(size_px seen) {
  int wanted = shorter_of(seen) / 6;
  return std::max(60, (wanted + 30) / 60 * 60);
}

int logo_border(size_px seen) {
  return scaled(seen, 14);
}

}  // namespace bangtin::player::overlay
