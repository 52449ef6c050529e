// Tests where pictures are painted, and that their colours are right.
#include "player/stage/painting.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>

#include "player/stage/geometry.hpp"
#include "player/stage/text_card.hpp"

namespace bangtin::player::stage {

void PrintTo(const placement& p, std::ostream* out) {
  *out << p.scaled.width << "x" << p.scaled.height << " in " << p.where.width << "x" << p.where.height << "+"
       << p.where.x << "+" << p.where.y;
}

namespace {

using player::decode::colour_matrix;
using player::decode::colour_range;
using player::decode::picture_format;
using player::decode::pixel_layout;

struct fitting {
  size_px picture, output;
  rotation turned;
  placement expected;
};

TEST(geometry, pictures_are_as_large_as_they_fit_and_in_the_middle) {
  const fitting table[] = {
      {{1920, 1080}, {1920, 1080}, rotation::none, {{1920, 1080}, {0, 0, 1920, 1080}}},
      {{1280, 720}, {1920, 1080}, rotation::none, {{1920, 1080}, {0, 0, 1920, 1080}}},
      {{1080, 1920}, {1920, 1080}, rotation::none, {{608, 1080}, {656, 0, 608, 1080}}},
      {{4, 3}, {1920, 1080}, rotation::none, {{1440, 1080}, {240, 0, 1440, 1080}}},
      {{3840, 1080}, {1920, 1080}, rotation::none, {{1920, 540}, {0, 270, 1920, 540}}},
      {{1080, 1920}, {1920, 1080}, rotation::right, {{1080, 1920}, {0, 0, 1920, 1080}}},
      {{1080, 1920}, {1920, 1080}, rotation::left, {{1080, 1920}, {0, 0, 1920, 1080}}},
      {{1920, 1080}, {1920, 1080}, rotation::right, {{1080, 608}, {656, 0, 608, 1080}}},
      {{1920, 1080}, {1920, 1080}, rotation::half, {{1920, 1080}, {0, 0, 1920, 1080}}},
      {{1, 100000}, {1920, 1080}, rotation::none, {{1, 1080}, {959, 0, 1, 1080}}},
      {{0, 0}, {0, 0}, rotation::none, {{1, 1}, {0, 0, 1, 1}}},
  };
  for (const fitting& f : table) {
    placement got = fit(f.picture, f.output, f.turned);
    EXPECT_EQ(got.scaled, f.expected.scaled);
    EXPECT_EQ(got.where, f.expected.where);
    rect_px all{0, 0, std::max(1, f.picture.width), std::max(1, f.picture.height)};
    EXPECT_EQ(got.part, all) << "nothing is cut off";
  }
}

TEST(geometry, pictures_that_cover_leave_nothing_black_and_lose_their_edges_evenly) {
  const struct {
    size_px picture, output;
    rotation turned;
    rect_px part;
  } table[] = {
      {{1920, 1080}, {1920, 1080}, rotation::none, {0, 0, 1920, 1080}},
      {{1280, 720}, {1920, 1080}, rotation::half, {0, 0, 1280, 720}},
      {{1600, 1200}, {1920, 1080}, rotation::none, {0, 150, 1600, 900}},
      {{1080, 1920}, {1920, 1080}, rotation::none, {0, 656, 1080, 608}},
      {{1080, 1920}, {1920, 1080}, rotation::right, {0, 0, 1080, 1920}},
      {{1920, 1080}, {1920, 1080}, rotation::left, {656, 0, 608, 1080}},
      {{3840, 1080}, {1920, 1080}, rotation::none, {960, 0, 1920, 1080}},
      {{1, 100000}, {1920, 1080}, rotation::none, {0, 49999, 1, 1}},
      {{0, 0}, {0, 0}, rotation::none, {0, 0, 1, 1}},
  };
  for (const auto& c : table) {
    placement got = fit(c.picture, c.output, c.turned, fit_mode::cover);
    EXPECT_EQ(got.part, c.part);
    EXPECT_EQ(got.where, (rect_px{0, 0, std::max(1, c.output.width), std::max(1, c.output.height)}));
  }
}

RC_GTEST_PROP(geometry, a_place_never_leaves_the_output, ()) {
  auto side = rc::gen::inRange(1, 8000);
  size_px picture{*side, *side};
  size_px output{*side, *side};
  rotation turned = *rc::gen::element(rotation::none, rotation::right, rotation::half, rotation::left);
  placement p = fit(picture, output, turned);
  RC_ASSERT(p.where.x >= 0 && p.where.y >= 0 && p.where.width >= 1 && p.where.height >= 1);
  RC_ASSERT(p.where.x + p.where.width <= output.width && p.where.y + p.where.height <= output.height);
  RC_ASSERT(p.where.width == output.width || p.where.height == output.height);

  placement covering = fit(picture, output, turned, fit_mode::cover);
  RC_ASSERT(covering.where == (rect_px{0, 0, output.width, output.height}));
  RC_ASSERT(common(covering.part, {0, 0, picture.width, picture.height}) == covering.part);
  RC_ASSERT(covering.part.width == picture.width || covering.part.height == picture.height);
}

RC_GTEST_PROP(geometry, a_place_of_the_viewers_lies_where_a_picture_there_would, ()) {
  auto side = rc::gen::inRange(2, 2000);
  size_px output{*side, *side};
  rotation turned = *rc::gen::element(rotation::none, rotation::right, rotation::half, rotation::left);
  size_px room = seen(output, turned);
  rect_px place{*rc::gen::inRange(0, room.width - 1), *rc::gen::inRange(0, room.height - 1), 1, 1};
  rect_px there = on_output(place, output, turned);
  RC_ASSERT(common(there, {0, 0, output.width, output.height}) == there);
  RC_ASSERT(on_output(there, room, inverse(turned)) == place);
}

// The colour conversion in floating point, straight from the definition (ITU-R BT.601, BT.709 and BT.2020).
struct rgb {
  int red, green, blue;
};
rgb defined_colour(int y, int u, int v, colour_matrix matrix, colour_range range) {
  double kr = matrix == colour_matrix::bt601 ? 0.299 : matrix == colour_matrix::bt709 ? 0.2126 : 0.2627;
  double kb = matrix == colour_matrix::bt601 ? 0.114 : matrix == colour_matrix::bt709 ? 0.0722 : 0.0593;
  bool full = range == colour_range::full;
  double luma = full ? y / 255.0 : (y - 16) / 219.0;
  double cb = (u - 128) / (full ? 255.0 : 224.0);
  double cr = (v - 128) / (full ? 255.0 : 224.0);
  double red = luma + 2 * (1 - kr) * cr;
  double blue = luma + 2 * (1 - kb) * cb;
  double green = (luma - kr * red - kb * blue) / (1 - kr - kb);
  auto byte = [](double x) { return static_cast<int>(std::lround(std::min(1.0, std::max(0.0, x)) * 255)); };
  return {byte(red), byte(green), byte(blue)};
}

const char* name_of(colour_matrix matrix) {
  return matrix == colour_matrix::bt601 ? " 601" : matrix == colour_matrix::bt709 ? " 709" : " 2020";
}

// An I420 picture of one colour, padded below like a decoder's, with another colour in the padding.
struct plain_picture {
  std::vector<std::uint8_t> bytes;
  picture_view view;

  static player::decode::frame_padding padding_of(const picture_format& f) {
    player::decode::frame_padding p = player::decode::little_padding(f);
    p.lines += f.height % 2 == 0 ? 12 : 13;
    return p;
  }

  plain_picture(size_px size, int y, int u, int v, colour_matrix matrix, colour_range range) {
    picture_format f{pixel_layout::i420, static_cast<std::uint32_t>(size.width),
                     static_cast<std::uint32_t>(size.height), matrix, range};
    player::decode::frame_layout l = *player::decode::lay_out(f, padding_of(f), player::decode::video_room);
    bytes.resize(l.bytes, 77);
    const int value[3] = {y, u, v};
    for (std::size_t p = 0; p < 3; ++p) {
      for (std::uint32_t line = 0; line < l.planes[p].lines; ++line) {
        std::size_t start = l.planes[p].offset + std::size_t{line} * l.planes[p].stride_bytes;
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(start), l.planes[p].line_bytes,
                    static_cast<std::uint8_t>(value[p]));
      }
    }
    view = view_of(f, l, reinterpret_cast<const std::byte*>(bytes.data()));
  }
};

rgb at(const image& i, int x, int y) {
  const std::uint8_t* p = i.pixels.data() + (std::ptrdiff_t{y} * i.size.width + x) * 4;
  return {p[2], p[1], p[0]};
}

void expect_near(const rgb& got, const rgb& wanted, int tolerance, const std::string& what) {
  EXPECT_NEAR(got.red, wanted.red, tolerance) << what;
  EXPECT_NEAR(got.green, wanted.green, tolerance) << what;
  EXPECT_NEAR(got.blue, wanted.blue, tolerance) << what;
}

TEST(painting, colours_are_those_of_the_standard_whatever_the_size_and_turn) {
  const int colours[][3] = {{16, 128, 128}, {235, 128, 128}, {63, 102, 240},
                            {173, 42, 26},  {32, 240, 118},  {126, 128, 128}};
  painter p;
  for (colour_matrix matrix : {colour_matrix::bt601, colour_matrix::bt709, colour_matrix::bt2020}) {
    for (colour_range range : {colour_range::limited, colour_range::full}) {
      for (const auto& c : colours) {
        plain_picture picture({320, 180}, c[0], c[1], c[2], matrix, range);
        rgb wanted = defined_colour(c[0], c[1], c[2], matrix, range);
        for (size_px output : {size_px{320, 180}, size_px{640, 360}, size_px{181, 99}}) {
          for (rotation turned : {rotation::none, rotation::right, rotation::half, rotation::left}) {
            image got = p.compose(picture.view, turned, output);
            std::string what = "y " + std::to_string(c[0]) + name_of(matrix) +
                               (range == colour_range::full ? " full" : " limited");
            expect_near(at(got, output.width / 2, output.height / 2), wanted, 2, what);
          }
        }
      }
    }
  }
}

// Every colour of a limited or full range, in steps; one line of luma for each pair of chroma values.
TEST(painting, every_colour_is_that_of_the_standard) {
  constexpr int width = 256;
  painter p;
  for (colour_matrix matrix : {colour_matrix::bt601, colour_matrix::bt709, colour_matrix::bt2020}) {
    for (colour_range range : {colour_range::limited, colour_range::full}) {
      bool full = range == colour_range::full;
      int lowest = full ? 0 : 16;
      for (int u = lowest; u <= (full ? 255 : 240); u += 7) {
        for (int v = lowest; v <= (full ? 255 : 240); v += 7) {
          plain_picture picture({width, 2}, 0, u, v, matrix, range);
          for (int y = 0; y < width; ++y)
            picture.bytes[static_cast<std::size_t>(y)] = static_cast<std::uint8_t>(y);
          image got = p.compose(picture.view, rotation::none, {width, 2});
          for (int y = lowest; y <= (full ? 255 : 235); ++y) {
            rgb wanted = defined_colour(y, u, v, matrix, range);
            rgb is = at(got, y, 0);
            int off = std::max({std::abs(is.red - wanted.red), std::abs(is.green - wanted.green),
                                std::abs(is.blue - wanted.blue)});
            ASSERT_LE(off, 2) << "y " << y << " u " << u << " v " << v << (full ? " full" : " limited")
                              << name_of(matrix);
          }
        }
      }
    }
  }
}

TEST(painting, every_pixel_of_a_line_is_painted_and_none_beside_it) {
  painter p;
  for (int width : {16, 18, 30, 32, 270, 272, 854, 1080}) {
    plain_picture picture({width, 90}, 235, 128, 128, colour_matrix::bt709, colour_range::limited);
    image around({width + 64, 90});
    canvas part{around.pixels.data() + 128, around.size.width * 4, {width, 90}};
    p.paint({picture.view}, part);
    for (int y : {0, 45, 89}) {
      for (int x = 0; x < around.size.width; ++x) {
        bool inside = x >= 32 && x < 32 + width;
        ASSERT_EQ(at(around, x, y).green > 250, inside) << width << " wide, at " << x << "," << y;
        ASSERT_TRUE(inside || at(around, x, y).green == 0) << width << " wide, at " << x << "," << y;
      }
    }
  }
}

TEST(painting, a_turned_picture_has_its_top_left_where_the_viewer_expects_it) {
  // A mark in the top left corner of an upright picture.
  image upright({90, 160});
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) upright.pixels[static_cast<std::size_t>((y * 90 + x) * 4 + 2)] = 255;
  }
  painter p;
  EXPECT_EQ(at(p.compose(upright.view(), rotation::right, {160, 90}), 155, 5).red, 255);
  EXPECT_EQ(at(p.compose(upright.view(), rotation::left, {160, 90}), 5, 85).red, 255);
  EXPECT_EQ(at(p.compose(upright.view(), rotation::half, {90, 160}), 85, 155).red, 255);
  image there = p.compose(upright.view(), rotation::right, {160, 90});
  EXPECT_EQ(p.compose(there.view(), inverse(rotation::right), {90, 160}).pixels, upright.pixels);
}

TEST(painting, what_is_around_a_picture_is_black) {
  plain_picture picture({320, 180}, 235, 128, 128, colour_matrix::bt709, colour_range::limited);
  painter p;
  image got = p.compose(picture.view, rotation::none, {320, 320});
  expect_near(at(got, 160, 5), {0, 0, 0}, 0, "above");
  expect_near(at(got, 160, 315), {0, 0, 0}, 0, "below");
  expect_near(at(got, 160, 160), {255, 255, 255}, 2, "middle");
}

TEST(text_card, fits_whatever_the_text_and_the_output) {
  std::string longest;
  for (int i = 0; i < 60; ++i) longest += "Trung tâm Phục vụ hành chính công ";
  const text_card cards[] = {{"K7QF-2M9X", {"Nhập mã này trên máy quản trị"}},
                             {"Bảng tin", {"Chưa có chương trình", "Đang chờ máy chủ"}},
                             {longest, {longest, longest}},
                             {"", {"một dòng"}},
                             {"", {}}};
  for (const text_card& card : cards) {
    for (size_px size : {size_px{1920, 1080}, size_px{1080, 1920}, size_px{320, 240}, size_px{1, 1}}) {
      image drawn = draw_card(card, size);
      ASSERT_EQ(drawn.size, size);
      int light = 0;
      for (int y = 0; y < size.height; ++y) {
        bool edge_line = y < size.height / 50 || y >= size.height - size.height / 50;
        for (int x = 0; x < size.width; ++x) {
          bool lit = at(drawn, x, y).red > 120;
          light += lit;
          bool edge = edge_line || x < size.width / 50 || x >= size.width - size.width / 50;
          ASSERT_FALSE(lit && edge && size.width > 100) << "text runs over the edge at " << x << "," << y;
        }
      }
      if (size.width > 300 && !(card.title.empty() && card.lines.empty())) {
        EXPECT_GT(light, 100) << card.title;
      }
    }
  }
}

// The number of lines of text: runs of rows with light pixels.
int lines_on(const image& drawn) {
  int runs = 0;
  bool before = false;
  for (int y = 0; y < drawn.size.height; ++y) {
    bool lit = false;
    for (int x = 0; x < drawn.size.width; ++x) lit = lit || at(drawn, x, y).red > 150;
    runs += lit && !before;
    before = lit;
  }
  return runs;
}

TEST(text_card, a_code_and_its_command_never_break) {
  for (size_px size : {size_px{1920, 1080}, size_px{1080, 1920}, size_px{600, 1024}, size_px{480, 1920},
                       size_px{320, 240}}) {
    text_card card{"K7QF-2M9X", {}, text_card::style::pairing};
    EXPECT_EQ(lines_on(draw_card(card, size)), 1) << size.width;
    card.command = "bangtin screen pair K7QF-2M9X";
    EXPECT_EQ(lines_on(draw_card(card, size)), 2) << size.width;
    card.command += " --name AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    EXPECT_EQ(lines_on(draw_card(card, {size.width * 2, size.height * 2})), 2) << size.width;
  }
}

// With a single line, that line is the notice, and fills the screen; the heading above it stays small.
TEST(text_card, a_notice_of_one_line_fills_the_screen_with_it) {
  auto lit_rows = [](const text_card& card) {
    image drawn = draw_card(card, {1920, 1080});
    int rows = 0;
    for (int y = 1080 / 4; y < 1080; ++y) {
      bool lit = false;
      for (int x = 0; x < 1920; ++x) lit = lit || (at(drawn, x, y).green > 200 && at(drawn, x, y).blue > 200);
      rows += lit;
    }
    return rows;
  };
  const auto notice = text_card::style::notice;
  EXPECT_EQ(lit_rows({"", {}, notice}), 0);
  EXPECT_EQ(lit_rows({"THÔNG BÁO KHẨN", {}, notice}), 0);
  EXPECT_GT(lit_rows({"Cháy! Rời khỏi tòa nhà.", {}, notice}), 200);
  EXPECT_GT(lit_rows({"THÔNG BÁO KHẨN", {"Cháy! Rời khỏi tòa nhà."}, notice}), 200);
  EXPECT_GT(lit_rows({"Cháy", {"Rời khỏi tòa nhà."}, notice}), 200);
}

TEST(text_card, a_code_is_readable_from_afar) {
  image drawn = draw_card({"K7QF-2M9X", {}}, {1920, 1080});
  int first = 1080;
  int last = 0;
  for (int y = 0; y < 1080; ++y) {
    for (int x = 0; x < 1920; ++x) {
      if (at(drawn, x, y).red < 200) continue;
      first = std::min(first, y);
      last = std::max(last, y);
    }
  }
  EXPECT_GT(last - first, 1080 / 8) << "height of the figures";
}

}  // namespace
}  // namespace bangtin::player::stage
