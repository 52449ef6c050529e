// The strip stores the coverage of each pixel instead of colours, a quarter of the memory; a table turns
// coverage into colours. The rows above and below the text never change, so an image is filled with them only
// once.
#include "player/overlay/ticker_strip.hpp"

#include <algorithm>
#include <string>

namespace bangtin::player::overlay {

namespace {

constexpr int max_width_px = 200'000;
constexpr stage::colour ground{0.043, 0.118, 0.255};
constexpr stage::colour letters{1, 1, 1};
constexpr stage::colour edge{0.98, 0.79, 0.22};

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::uint32_t mixed(int part) {
  auto channel = [part](double from, double to) {
    return static_cast<std::uint32_t>(255 * (from + (to - from) * part / 255.0) + 0.5);
  };
  return 0xFF000000U | channel(ground.red, letters.red) << 16 | channel(ground.green, letters.green) << 8 |
         channel(ground.blue, letters.blue);
}

std::uint32_t* row_of(stage::image& i, int y) {
  return reinterpret_cast<std::uint32_t*>(i.pixels.data()) + std::ptrdiff_t{y} * i.size.width;
}

}  // namespace

ticker_strip::ticker_strip(std::string_view text, stage::size_px band, int speed_px_per_s)
    : strip_(stage::draw_coverage(one_line(text), {band.height * 0.62, stage::text_style::weight::semibold},
                                  band.height, max_width_px)),
      band_(band),
      speed_(speed_px_per_s),
      // A short text enters on one side after it has left on the other; a long one repeats after a gap.
      period_(std::max<std::int64_t>(strip_.size.width + std::int64_t{band.height} * 3, band.width)) {
  for (int part = 0; part < 256; ++part) tints_.push_back(mixed(part));
  if (!strip_.coloured.empty()) {
    first_row_ = 0;
    end_row_ = strip_.size.height;
    return;
  }
  auto is_blank = [&](int y) {
    auto from = strip_.values.begin() + std::ptrdiff_t{y} * strip_.size.width;
    return std::all_of(from, from + strip_.size.width, [](std::uint8_t v) { return v == 0; });
  };
  end_row_ = strip_.size.height;
  while (end_row_ > 0 && is_blank(end_row_ - 1)) --end_row_;
  while (first_row_ < end_row_ && is_blank(first_row_)) ++first_row_;
}

std::int64_t ticker_strip::shift_at(utc_ms t) const {
  // Reduce to one period first, so that the product does not overflow.
  std::int64_t period_ms = period_ * 1000;
  std::int64_t ms = t.time_since_epoch().count() % period_ms;
  if (ms < 0) ms += period_ms;
  return ms * speed_ * 256 / 1000 % (period_ * 256);
}

void ticker_strip::paint_row(int row, std::int64_t shift, std::uint32_t* to) const {
  const std::uint8_t* cover = strip_.values.data() + std::ptrdiff_t{row} * strip_.size.width;
  const std::int64_t width = strip_.size.width;
  const auto part = static_cast<int>(shift & 255);
  std::int64_t at = shift >> 8;
  auto value = [&](std::int64_t x) { return x < width ? int{cover[x]} : 0; };
  for (int x = 0; x < band_.width;) {
    // The gap between the end of the text and its next start.
    if (at >= width) {
      auto blank = static_cast<int>(std::min<std::int64_t>(period_ - at, band_.width - x));
      std::fill_n(to + x, blank, tints_[0]);
      // The pixel before the text already shows the part of the text's first pixel that has entered.
      if (at + blank == period_ && blank > 0 && part > 0)
        to[x + blank - 1] = tints_[static_cast<std::size_t>(cover[0] * part >> 8)];
      x += blank;
      at = (at + blank) % period_;
      continue;
    }
    auto run = static_cast<int>(std::min<std::int64_t>(width - at, band_.width - x));
    for (int i = 0; i < run; ++i) {
      int v = (cover[at + i] * (256 - part) + value(at + i + 1) * part) >> 8;
      to[x + i] = tints_[static_cast<std::size_t>(v)];
    }
    x += run;
    at += run;
    if (at >= period_) at -= period_;
  }
}

std::shared_ptr<stage::image> ticker_strip::free_image() {
  for (auto& i : used_) {
    if (i.use_count() == 1) return i;
  }
  auto fresh = std::make_shared<stage::image>(band_);
  std::fill_n(row_of(*fresh, 0), std::ptrdiff_t{band_.width} * band_.height, tints_[0]);
  int rule = std::max(1, band_.height / 26);
  std::uint32_t gold = 0xFF000000U | static_cast<std::uint32_t>(edge.red * 255) << 16 |
                       static_cast<std::uint32_t>(edge.green * 255) << 8 |
                       static_cast<std::uint32_t>(edge.blue * 255);
  std::fill_n(row_of(*fresh, 0), std::ptrdiff_t{band_.width} * std::min(rule, band_.height), gold);
  if (used_.size() < 3) used_.push_back(fresh);
  return fresh;
}

std::shared_ptr<const stage::image> ticker_strip::paint(utc_ms t) {
  std::shared_ptr<stage::image> to = free_image();
  std::int64_t shift = shift_at(t);
  int rule = std::max(1, band_.height / 26);
  int from = std::max(first_row_, rule);
  for (int y = from; y < end_row_; ++y) paint_row(y, shift, row_of(*to, y));
  if (!strip_.coloured.empty()) paint_colours(shift, *to, from);
  return to;
}

// The pieces in colour that are in the band, each where it is and, near the strip's end, where it comes
// again.
void ticker_strip::paint_colours(std::int64_t shift, stage::image& to, int first_row) const {
  const auto part = static_cast<int>(shift & 255);
  for (const stage::coverage::piece& p : strip_.coloured) {
    std::int64_t left = p.x - (shift >> 8);
    for (std::int64_t x : {left, left + period_}) {
      if (x < band_.width && x + p.pixels->size.width >= 0) paint_piece(p, x, part, to, first_row);
    }
  }
}

// Puts the piece over the band's colours at `left`, moved further left by `part` 256ths of a pixel.
void ticker_strip::paint_piece(const stage::coverage::piece& p, std::int64_t left, int part, stage::image& to,
                               int first_row) const {
  const int width = p.pixels->size.width;
  auto begin = static_cast<int>(std::max<std::int64_t>(0, left - 1));
  auto end = static_cast<int>(std::min<std::int64_t>(band_.width, left + width));
  for (int y = first_row; y < end_row_; ++y) {
    const std::uint8_t* row = p.pixels->pixels.data() + std::ptrdiff_t{y} * width * 4;
    for (int x = begin; x < end; ++x) {
      auto at = static_cast<int>(x - left);
      auto value = [&](int column, int channel) {
        return column >= 0 && column < width ? int{row[std::ptrdiff_t{column} * 4 + channel]} : 0;
      };
      auto mixed_of = [&](int channel) {
        return (value(at, channel) * (256 - part) + value(at + 1, channel) * part) >> 8;
      };
      int behind = 255 - mixed_of(3);
      std::uint8_t* pixel = to.pixels.data() + (std::ptrdiff_t{y} * band_.width + x) * 4;
      for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::min(255, mixed_of(c) + pixel[c] * behind / 255));
      }
    }
  }
}

}  // namespace bangtin::player::overlay
