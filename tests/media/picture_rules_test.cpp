#include "media/ingest/picture_rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "media/ingest/gif_blocks.hpp"

namespace bangtin::media::ingest {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

picture_facts facts(int width, int height, std::string turned = "") {
  picture_facts f;
  f.format = "yuv420p";
  f.width = width;
  f.height = height;
  f.turned = std::move(turned);
  f.colours = {1, 1, 1, false};
  return f;
}

TEST(rendition_size, fits_a_screen_and_is_even) {
  struct {
    picture_facts f;
    picture_size size;
  } rows[] = {
      {facts(1920, 1080), {1920, 1080}},
      {facts(1080, 1920), {1080, 1920}},
      {facts(320, 180), {320, 180}},  // never up
      {facts(3840, 2160), {1920, 1080}},
      {facts(3840, 2160, "rotate-90"), {1080, 1920}},
      {facts(2160, 3840, "flip-rotate-270"), {1920, 1080}},
      {facts(640, 480, "rotate-180"), {640, 480}},
      {facts(2000, 2000), {1080, 1080}},
      {facts(4096, 1716), {1920, 804}},
      {facts(245, 245), {244, 244}},
      {facts(1, 1), {2, 2}},
      {facts(720, 576), {768, 576}},
      {facts(720, 480), {640, 480}},
  };
  rows[11].f.pixel_width = 16;
  rows[11].f.pixel_height = 15;
  rows[12].f.pixel_width = 8;
  rows[12].f.pixel_height = 9;
  for (const auto& r : rows) {
    EXPECT_EQ(rendition_size(r.f), r.size) << r.f.width << "x" << r.f.height << " " << r.f.turned;
  }
}

RC_GTEST_PROP(rendition_size, any_size_becomes_even_and_fits, ()) {
  auto f = facts(*rc::gen::inRange(1, 9000), *rc::gen::inRange(1, 9000));
  f.pixel_width = *rc::gen::inRange(1, 5);
  f.pixel_height = *rc::gen::inRange(1, 5);
  picture_size s = rendition_size(f);
  RC_ASSERT(s.width % 2 == 0 && s.height % 2 == 0 && s.width >= 2 && s.height >= 2);
  RC_ASSERT(std::max(s.width, s.height) <= 1920 && std::min(s.width, s.height) <= 1080);
}

std::string text_for(const picture_facts& f) {
  return filter_text(f, rendition_size(f));
}

TEST(filter_text, does_only_what_is_needed) {
  EXPECT_EQ(text_for(facts(1280, 720)), "");
  picture_facts f = facts(1280, 720);
  f.colours = {2, 2, 2, false};
  EXPECT_EQ(text_for(f), "") << "nothing stated, as large as HD: BT.709";
  EXPECT_EQ(text_for(facts(641, 361)), "crop=640:360:0:0:exact=1,format=yuv420p");
  EXPECT_EQ(text_for(facts(640, 360, "rotate-90")), "transpose=clock,format=yuv420p");
  f = facts(1920, 1080);
  f.interlaced = true;
  EXPECT_EQ(text_for(f), "bwdif=mode=send_frame:parity=auto:deint=interlaced,format=yuv420p");
}

TEST(filter_text, converts_size_and_colours_in_one_step) {
  picture_facts f = facts(640, 480);
  f.colours = {2, 2, 2, false};
  EXPECT_EQ(text_for(f),
            "zscale=w=640:h=480:f=spline36:min=6:rin=limited:pin=1:tin=1:m=1:r=limited:p=1:t=1:d=none,format="
            "yuv420p");
  f = facts(3840, 2160);
  f.format = "yuv420p10le";
  f.bits = 10;
  f.colours.full_range = true;
  EXPECT_EQ(text_for(f),
            "zscale=w=1920:h=1080:f=spline36:min=1:rin=full:pin=1:tin=1:m=1:r=limited:p=1:t=1:d=ordered,"
            "format=yuv420p");
}

TEST(filter_text, clips_a_wide_gamut_as_rgb_and_no_other) {
  picture_facts f = facts(640, 360);
  f.colours = {9, 1, 9, false};
  EXPECT_EQ(text_for(f),
            "zscale=w=640:h=360:f=spline36:min=9:rin=limited:pin=9:tin=1:m=0:r=full:p=1:t=1,format=gbrp,"
            "zscale=min=0:rin=full:pin=1:tin=1:m=1:r=limited:p=1:t=1:d=none,format=yuv420p");
  f.bits = 10;
  EXPECT_NE(text_for(f).find("format=gbrp12le"), std::string::npos);
  f.bits = 8;
  f.colours = {12, 1, 1, false};
  EXPECT_NE(text_for(f).find("pin=12"), std::string::npos) << "Display P3 with the matrix of BT.709";
  f.colours = {6, 6, 6, false};
  EXPECT_EQ(text_for(f).find("gbrp"), std::string::npos);
}

TEST(filter_text, maps_tones_of_hdr_only) {
  picture_facts f = facts(3840, 2160);
  f.colours = {9, 16, 9, false};
  EXPECT_NE(text_for(f).find("tonemap=tonemap=mobius"), std::string::npos);
  EXPECT_NE(text_for(f).find("peak=4.926"), std::string::npos) << "1,000 nits where nothing is stated";
  f.peak_nits = 4000;
  EXPECT_NE(text_for(f).find("peak=19.704"), std::string::npos);
  f.colours.transfer = 14;
  EXPECT_EQ(text_for(f).find("tonemap"), std::string::npos) << "BT.2020 of ordinary brightness";
  EXPECT_NE(text_for(f).find("pin=9"), std::string::npos);
}

std::vector<std::int64_t> placed(double rate, int n) {
  pacer p;
  std::vector<std::int64_t> kept;
  for (int i = 0; i < n; ++i) {
    if (p.place(nanoseconds(static_cast<std::int64_t>(i * 1e9 / rate)))) kept.push_back(i);
  }
  return kept;
}

TEST(pacer, drops_every_second_picture_of_fast_films) {
  for (double rate : {60.0, 59.94, 50.0, 48.0}) {
    auto kept = placed(rate, 1000);
    ASSERT_EQ(kept.size(), 500u) << rate;
    for (std::size_t i = 0; i < kept.size(); ++i)
      ASSERT_EQ(kept[i], static_cast<std::int64_t>(2 * i)) << rate;
  }
}

TEST(pacer, keeps_slow_films_whole) {
  for (double rate : {30.0, 29.97, 25.0, 24.0, 23.976, 15.0, 1.0})
    EXPECT_EQ(placed(rate, 1000).size(), 1000u) << rate;
  EXPECT_GE(placed(30.12, 3012).size(), 2990u) << "slightly too fast: few are lost";
}

RC_GTEST_PROP(pacer, pictures_never_come_closer_than_a_thirtieth_nor_before_their_time, ()) {
  auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 90'000));
  pacer p;
  nanoseconds at{};
  std::optional<nanoseconds> before;
  for (int gap : gaps) {
    at += std::chrono::microseconds(gap);
    auto shown = p.place(at);
    if (!shown) continue;
    RC_ASSERT(*shown >= at && *shown <= at + milliseconds(30));
    if (before) RC_ASSERT(*shown - *before >= nanoseconds(33'333'333));
    before = shown;
  }
}

// 1x1, no colour table; `pictures` as pairs of delay and whether a control block states it.
std::string gif(std::vector<int> delays) {
  std::string text = "GIF89a\1\0\1\0\0\0\0"s;
  for (int d : delays) {
    text += "\x21\xF9\4\0"s + static_cast<char>(d & 255) + static_cast<char>(d >> 8) + "\0\0"s;
    text += "\x2C\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"s;
  }
  return text;
}

TEST(split_gif, takes_delays_as_browsers_do) {
  auto f = split_gif(gif({0, 1, 2, 300}) + ";");
  ASSERT_TRUE(f && f->whole);
  std::vector<std::int64_t> delays;
  for (const auto& p : f->pictures) delays.push_back(p.delay.count());
  EXPECT_EQ(delays, (std::vector<std::int64_t>{100, 100, 20, 3000}));
  EXPECT_EQ(f->pictures[0].from, 0u);
  EXPECT_EQ(f->pictures[1].from, f->pictures[0].length);
}

TEST(split_gif, knows_where_a_file_may_end) {
  std::string good = gif({10, 10});
  EXPECT_TRUE(split_gif(good)->whole) << "many programs forget the trailer";
  std::size_t one = gif({10}).size();
  for (std::size_t n = 13; n < good.size(); ++n) {
    auto f = split_gif(good.substr(0, n));
    ASSERT_TRUE(f);
    EXPECT_EQ(f->whole, n == 13 || n == 21 || n == one || n == one + 8) << n << ": between blocks only";
    EXPECT_EQ(f->pictures.size(), n >= one ? 1u : 0u) << n;
  }
  EXPECT_FALSE(split_gif("GIF90a"));
}

RC_GTEST_PROP(split_gif, any_bytes_are_read_within_their_bounds, (const std::vector<std::uint8_t>& noise)) {
  std::string text = gif({5}) + std::string(noise.begin(), noise.end());
  auto f = split_gif(text);
  RC_ASSERT(f.has_value());
  for (const auto& p : f->pictures) RC_ASSERT(p.from + p.length <= text.size());
}

}  // namespace
}  // namespace bangtin::media::ingest
