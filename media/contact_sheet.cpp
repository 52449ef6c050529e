// Labels are drawn with the digits of a bitmap font, so that the daemon needs no font.
#include "media/contact_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "media/decoder_answer.hpp"
#include "media/screenshot.hpp"

namespace bangtin::media {

namespace {

// A picture in a list; a thumbnail (small_film) is twice as wide.
constexpr int list_longer_px = 240;
constexpr int list_shorter_px = 135;

constexpr int gap_px = 12;
constexpr int label_scale = 3;
constexpr int glyph_width = 5;
constexpr int glyph_height = 7;
constexpr int label_px = glyph_height * label_scale + gap_px;
constexpr std::uint8_t paper = 0x28;
constexpr std::uint8_t ink = 0xF0;

// Each row is five pixels, the leftmost in the highest bit.
using glyph = std::array<std::uint8_t, glyph_height>;
constexpr std::string_view drawn = "0123456789:";
constexpr std::array<glyph, drawn.size()> glyphs{{{14, 17, 19, 21, 25, 17, 14},
                                                  {4, 12, 4, 4, 4, 4, 14},
                                                  {14, 17, 1, 2, 4, 8, 31},
                                                  {31, 2, 4, 2, 1, 17, 14},
                                                  {2, 6, 10, 18, 31, 2, 2},
                                                  {31, 16, 30, 1, 1, 17, 14},
                                                  {6, 8, 16, 30, 17, 17, 14},
                                                  {31, 1, 2, 4, 8, 8, 8},
                                                  {14, 17, 17, 14, 17, 17, 14},
                                                  {14, 17, 17, 15, 1, 2, 12},
                                                  {0, 12, 12, 0, 12, 12, 0}}};

class canvas {
 public:
  canvas(int width, int height)
      : width_(width),
        height_(height),
        bgrx_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, paper) {}

  void draw(const small_picture& p, int x, int y) {
    std::size_t line = static_cast<std::size_t>(p.width) * 4;
    for (int row = 0; row < p.height; ++row) {
      std::copy_n(p.bgrx.data() + static_cast<std::size_t>(row) * line, line, at(x, y + row));
    }
  }
  void write(std::string_view text, int x, int y) {
    for (char c : text) {
      std::size_t index = drawn.find(c);
      if (index != drawn.npos) draw(glyphs[index], x, y);
      x += (glyph_width + 1) * label_scale;
    }
  }
  result<std::string> jpeg() const { return to_jpeg(bgrx_, width_, height_); }

 private:
  std::uint8_t* at(int x, int y) {
    return bgrx_.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) * 4;
  }
  void draw(const glyph& g, int x, int y) {
    for (int row = 0; row < glyph_height * label_scale; ++row) {
      for (int column = 0; column < glyph_width * label_scale; ++column) {
        int bit = glyph_width - 1 - column / label_scale;
        bool set = (g[static_cast<std::size_t>(row / label_scale)] >> bit & 1) != 0;
        if (set && x + column < width_) std::fill_n(at(x + column, y + row), 4, ink);
      }
    }
  }

  int width_;
  int height_;
  std::vector<std::uint8_t> bgrx_;
};

// How much the green of the pixels varies (standard deviation).
double contrast(const small_picture& p) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (std::size_t i = 1; i < p.bgrx.size(); i += 4, ++count) {
    double green = p.bgrx[i];
    sum += green;
    squares += green * green;
  }
  if (count == 0) return 0;
  return std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count)));
}

}  // namespace

std::string time_label(std::chrono::milliseconds at) {
  std::int64_t s = at.count() / 1000;
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

small_picture scaled_to_fit(const small_picture& p, int longer_px, int shorter_px) {
  bool landscape = p.width >= p.height;
  double factor = std::min({1.0, double(landscape ? longer_px : shorter_px) / p.width,
                            double(landscape ? shorter_px : longer_px) / p.height});
  small_picture s{std::max(1, static_cast<int>(p.width * factor)),
                  std::max(1, static_cast<int>(p.height * factor)),
                  p.at,
                  {}};
  auto count = [](int n) { return static_cast<std::size_t>(n); };
  s.bgrx.reserve(count(s.width) * count(s.height) * 4);
  for (std::size_t y = 0; y < count(s.height); ++y) {
    std::size_t top = y * count(p.height) / count(s.height);
    std::size_t bottom = std::max(top + 1, (y + 1) * count(p.height) / count(s.height));
    for (std::size_t x = 0; x < count(s.width); ++x) {
      std::size_t left = x * count(p.width) / count(s.width);
      std::size_t right = std::max(left + 1, (x + 1) * count(p.width) / count(s.width));
      std::array<std::size_t, 4> sums{};
      for (std::size_t row = top; row < bottom; ++row) {
        const std::uint8_t* at = p.bgrx.data() + (row * count(p.width) + left) * 4;
        for (std::size_t i = 0; i < (right - left) * 4; ++i) sums[i % 4] += at[i];
      }
      for (std::size_t sum : sums) {
        s.bgrx.push_back(static_cast<std::uint8_t>(sum / ((bottom - top) * (right - left))));
      }
    }
  }
  return s;
}

result<std::string> thumbnail_of(const std::vector<labelled_picture>& pictures) {
  double most = 0;
  for (const labelled_picture& p : pictures) most = std::max(most, contrast(p.picture));
  auto chosen = std::find_if(pictures.begin(), pictures.end(),
                             [most](const auto& p) { return contrast(p.picture) >= most / 2; });
  small_picture small = scaled_to_fit(chosen->picture, small_film.longer_px, small_film.shorter_px);
  return to_jpeg(small.bgrx, small.width, small.height);
}

result<std::string> small_thumbnail(std::string_view thumbnail) {
  result<image> whole = read_sheet(thumbnail);
  if (!whole) return whole.error();
  small_picture picture{whole->width, whole->height, {}, {}};
  picture.bgrx.reserve(whole->rgb.size() / 3 * 4);
  for (std::size_t i = 0; i + 2 < whole->rgb.size(); i += 3)
    picture.bgrx.insert(picture.bgrx.end(), {whole->rgb[i + 2], whole->rgb[i + 1], whole->rgb[i], 0});
  const small_picture small = scaled_to_fit(picture, list_longer_px, list_shorter_px);
  return to_jpeg(small.bgrx, small.width, small.height);
}

result<std::string> sheet_of(const std::vector<labelled_picture>& pictures) {
  if (pictures.size() == 1) {
    const small_picture& only = pictures.front().picture;
    return to_jpeg(only.bgrx, only.width, only.height);
  }
  std::vector<small_picture> cells;
  int cell_width = 1;
  int cell_height = 1;
  for (const labelled_picture& p : pictures) {
    cells.push_back(scaled_to_fit(p.picture, small_film.longer_px, small_film.shorter_px));
    cell_width = std::max(cell_width, cells.back().width);
    cell_height = std::max(cell_height, cells.back().height);
  }
  int count = static_cast<int>(cells.size());
  int columns = std::min(count, (max_sheet_width - gap_px) / (cell_width + gap_px));
  int rows = (count + columns - 1) / columns;
  canvas sheet(gap_px + columns * (cell_width + gap_px), gap_px + rows * (cell_height + label_px + gap_px));
  for (int i = 0; i < count; ++i) {
    const small_picture& cell = cells[static_cast<std::size_t>(i)];
    int x = gap_px + i % columns * (cell_width + gap_px);
    int y = gap_px + i / columns * (cell_height + label_px + gap_px);
    sheet.draw(cell, x + (cell_width - cell.width) / 2, y + (cell_height - cell.height) / 2);
    sheet.write(pictures[static_cast<std::size_t>(i)].label, x, y + cell_height + gap_px / 2);
  }
  return sheet.jpeg();
}

}  // namespace bangtin::media
