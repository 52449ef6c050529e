// Small pictures of decoded frames, and which of a film's frames are picked.
#include "player/decode/small_picture.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

namespace bangtin::player::decode {
namespace {

using namespace std::chrono_literals;

// A frame of one colour, in the layout in which a decoder hands it over.
small_picture small_of(const picture_format& format, std::array<std::uint8_t, 3> colour,
                       const media::fitting_sides& sides) {
  frame_layout layout = *lay_out(format, little_padding(format), image_room);
  std::vector<std::byte> slot(layout.bytes, std::byte{1});
  for (std::size_t i = 0; i < layout.plane_count; ++i) {
    const auto& p = layout.planes[i];
    for (std::uint32_t y = 0; y < p.lines; ++y) {
      for (std::uint32_t x = 0; x < p.line_bytes; ++x) {
        std::size_t component = layout.plane_count == 1 ? x % 4 : i;
        slot[p.offset + std::size_t{y} * p.stride_bytes + x] =
            std::byte{component < 3 ? colour[component] : std::uint8_t{0}};
      }
    }
  }
  return draw_small(format, layout, slot, sides);
}

TEST(small_picture, has_the_colours_of_its_film) {
  constexpr auto limited = colour_range::limited;
  constexpr auto full = colour_range::full;
  struct {
    colour_matrix matrix;
    colour_range range;
    std::array<std::uint8_t, 3> yuv, bgr;
  } const cases[] = {
      {colour_matrix::bt709, limited, {16, 128, 128}, {0, 0, 0}},
      {colour_matrix::bt709, limited, {235, 128, 128}, {255, 255, 255}},
      {colour_matrix::bt709, full, {0, 128, 128}, {0, 0, 0}},
      {colour_matrix::bt709, full, {235, 128, 128}, {235, 235, 235}},
      // Pure red, by the formulas of H.273.
      {colour_matrix::bt601, limited, {81, 90, 240}, {0, 0, 255}},
      {colour_matrix::bt709, limited, {63, 102, 240}, {0, 0, 255}},
      {colour_matrix::bt2020, limited, {74, 97, 240}, {0, 0, 255}},
      {colour_matrix::bt601, full, {29, 255, 107}, {255, 0, 0}},
  };
  for (const auto& c : cases) {
    picture_format f{pixel_layout::i420, 1920, 1080, c.matrix, c.range};
    small_picture p = small_of(f, c.yuv, media::small_film);
    EXPECT_EQ(p.width, 480);
    EXPECT_EQ(p.height, 270);
    for (std::size_t at : {std::size_t{0}, p.bgrx.size() / 8 * 4, p.bgrx.size() - 4}) {
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(p.bgrx[at + i], c.bgr[i], 3) << "component " << i << " of case " << (&c - cases);
      }
    }
  }
}

TEST(small_picture, fits_whichever_way_it_lies_and_is_never_enlarged) {
  struct {
    std::uint32_t width, height;
    int small_width, small_height;
  } const cases[] = {{1920, 1080, 480, 270}, {1080, 1920, 270, 480}, {640, 480, 360, 270},
                     {1, 1, 1, 1},           {3, 5, 3, 5},           {1920, 1, 480, 1},
                     {1000, 1000, 270, 270}, {481, 271, 479, 270}};
  for (const auto& c : cases) {
    for (pixel_layout layout : {pixel_layout::i420, pixel_layout::bgrx}) {
      picture_format f{layout, c.width, c.height};
      small_picture p = small_of(f, {100, 110, 120}, media::small_film);
      EXPECT_EQ(p.width, c.small_width) << c.width << "x" << c.height;
      EXPECT_EQ(p.height, c.small_height) << c.width << "x" << c.height;
      ASSERT_EQ(p.bgrx.size(), static_cast<std::size_t>(p.width * p.height) * 4);
      if (layout == pixel_layout::bgrx) {
        EXPECT_EQ(p.bgrx[1], 110);
        EXPECT_EQ(p.bgrx.back(), 255);
      }
    }
  }
}

std::vector<microseconds> picked(const std::vector<microseconds>& due, microseconds expected = {}) {
  picture_picker picker(expected);
  for (microseconds t : due) {
    if (picker.wants(t)) picker.add({1, 1, t, {}});
  }
  std::vector<microseconds> times;
  for (const small_picture& p : picker.take()) times.push_back(p.at);
  return times;
}

// The film's length is not known beforehand.
TEST(picture_picker, picks_from_the_whole_film_at_even_distances) {
  for (microseconds length : {microseconds(2s), microseconds(20s), microseconds(7min), microseconds(2h)}) {
    std::vector<microseconds> due;
    for (microseconds t{}; t < length; t += 40ms) due.push_back(t);
    // Not known, right, and far too short.
    for (microseconds expected : {microseconds(0), length, length / 20}) {
      auto times = picked(due, expected);
      ASSERT_EQ(times.size(), 12u) << length.count();
      EXPECT_EQ(times.front(), 0us);
      EXPECT_GT(times.back(), length * 8 / 10) << length.count();
      for (std::size_t i = 1; i < times.size(); ++i) {
        EXPECT_GE(times[i] - times[i - 1], length / 25) << i << " of " << length.count();
        EXPECT_LT(times[i] - times[i - 1], length / 5) << i << " of " << length.count();
      }
    }
  }
}

TEST(picture_picker, takes_what_there_is) {
  EXPECT_TRUE(picked({}).empty());
  EXPECT_EQ(picked({5s}), std::vector<microseconds>{5s});
  EXPECT_EQ(picked({0s, 60s, 61s}), (std::vector<microseconds>{0s, 60s, 61s})) << "slides that stand";
}

RC_GTEST_PROP(picture_picker, picks_at_most_12_in_order_with_the_first, ()) {
  auto steps =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 100'000'000));
  std::vector<microseconds> due;
  microseconds t{};
  for (std::uint32_t step : steps) due.push_back(t += microseconds(step));
  auto times = picked(due);
  RC_ASSERT(times.size() <= 12u);
  RC_ASSERT(times.empty() == due.empty());
  RC_ASSERT(std::is_sorted(times.begin(), times.end()));
  if (!times.empty()) RC_ASSERT(times.front() == due.front());
}

}  // namespace
}  // namespace bangtin::player::decode
