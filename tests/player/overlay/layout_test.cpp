// Tests that nothing hides the picture and nothing overlaps, on any screen.
#include "player/overlay/layout.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/stage/qr_code.hpp"
#include "playlists/analysis/covered.hpp"

namespace bangtin::player::overlay {
namespace {

using stage::rect_px;
using stage::size_px;

bool meet(const rect_px& a, const rect_px& b) {
  return stage::common(a, b).width > 0;
}

std::vector<rect_px> beside_the_picture(const layout& l) {
  std::vector<rect_px> all;
  if (l.ticker) all.push_back(*l.ticker);
  if (l.clock) all.push_back(*l.clock);
  if (l.code) all.push_back(l.code->panel);
  if (l.logo) all.push_back(*l.logo);
  return all;
}

layout_request any_request() {
  auto side = [] { return *rc::gen::inRange(1, 4000); };
  auto flag = [] { return *rc::gen::arbitrary<bool>(); };
  layout_request q;
  q.seen = {side(), side()};
  q.ticker = flag();
  q.clock = flag();
  q.over = *rc::gen::inRange(0, 4) == 0;
  if (*rc::gen::inRange(0, 8) > 0) q.picture = {side(), side()};
  q.fit = *rc::gen::inRange(0, 4) == 0 ? stage::fit_mode::cover : stage::fit_mode::contain;
  if (flag()) q.code_modules = 29 + 4 * *rc::gen::inRange(0, 40);
  q.call = flag();
  q.host = flag();
  q.corner = *rc::gen::inRange(0, 4) == 0;
  if (flag()) q.logo = {side(), side()};
  return q;
}

RC_GTEST_PROP(layout, nothing_overlaps_or_leaves_the_screen, ()) {
  layout_request q = any_request();
  layout l = lay_out(q);
  rect_px screen{0, 0, q.seen.width, q.seen.height};
  std::vector<rect_px> all = beside_the_picture(l);
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(stage::common(all[i], screen) == all[i]);
    for (std::size_t j = 0; j < i; ++j) RC_ASSERT(!meet(all[i], all[j]));
  }
  RC_ASSERT(stage::common(l.shown, l.room) == l.shown);
  RC_ASSERT(l.shown == stage::fit(q.picture.width > 0 ? q.picture : size_px{l.room.width, l.room.height},
                                  q.seen, stage::rotation::none, q.fit, l.room)
                           .where);
  if (!l.code) return;
  RC_ASSERT(stage::common(l.code->code, l.code->panel) == l.code->code);
  RC_ASSERT(l.code->code.width == l.code->code.height);
  RC_ASSERT(l.code->code.width >= q.code_modules);
  RC_ASSERT(l.code->code.width <= std::max(1, std::min(q.seen.width, q.seen.height) / 3));
  RC_ASSERT(!meet(l.code->text, l.code->code));
  if (l.code->text.width > 0) RC_ASSERT(stage::common(l.code->text, l.code->panel) == l.code->text);
}

// Only what the programme asks for lies over the picture, and a logo that has no other place.
RC_GTEST_PROP(layout, nothing_hides_the_picture, ()) {
  layout_request q = any_request();
  q.over = q.corner = false;
  layout l = lay_out(q);
  for (const auto& place : {l.band, l.ticker, l.clock}) {
    if (place) RC_ASSERT(!meet(*place, l.shown));
  }
  if (l.code) RC_ASSERT(!meet(l.code->panel, l.shown));
  if (l.logo && meet(*l.logo, l.shown)) {
    RC_ASSERT(l.logo->x - l.shown.x <= std::min(q.seen.width, q.seen.height) / 36 + 1);
  }
}

// An L-bar: the code costs a picture at most a quarter of its width, or of its height.
RC_GTEST_PROP(layout, three_quarters_of_the_picture_stay, ()) {
  layout_request q = any_request();
  layout with = lay_out(q);
  q.code_modules = 0;
  layout without = lay_out(q);
  bool width_stays = 4 * (with.shown.width + 1) >= 3 * without.shown.width;
  bool height_stays = 4 * (with.shown.height + 1) >= 3 * without.shown.height;
  RC_ASSERT((width_stays || height_stays));
  if (q.fit == stage::fit_mode::cover) return;
  RC_ASSERT((width_stays && height_stays));
}

// The logo comes when its decoder is done, and must not move the picture or the code.
RC_GTEST_PROP(layout, the_logo_moves_neither_picture_nor_code, ()) {
  layout_request q = any_request();
  layout with = lay_out(q);
  q.logo = {};
  layout without = lay_out(q);
  RC_ASSERT(with.room == without.room);
  RC_ASSERT(with.shown == without.shown);
  RC_ASSERT(with.code == without.code);
  RC_ASSERT(with.clock == without.clock);
}

class usual_screens : public ::testing::TestWithParam<size_px> {};
INSTANTIATE_TEST_SUITE_P(all, usual_screens,
                         ::testing::Values(size_px{1920, 1080}, size_px{1080, 1920}, size_px{1280, 720},
                                           size_px{720, 1280}, size_px{1366, 768}, size_px{1024, 768},
                                           size_px{1280, 1024}, size_px{1920, 1200}, size_px{3840, 2160},
                                           size_px{2160, 3840}),
                         [](const auto& info) {
                           return std::to_string(info.param.width) + "x" + std::to_string(info.param.height);
                         });

layout_request everything(size_px seen) {
  layout_request q;
  q.seen = seen;
  q.ticker = q.clock = q.call = q.host = true;
  q.code_modules = 41;
  q.logo = {400, 200};
  q.picture = seen;
  return q;
}

TEST_P(usual_screens, have_room_for_everything_at_once) {
  layout l = lay_out(everything(GetParam()));
  ASSERT_TRUE(l.ticker && l.clock && l.code && l.logo);
  EXPECT_FALSE(meet(*l.logo, l.shown));
  EXPECT_GT(l.code->text.width, 0);
  EXPECT_TRUE(caption_place(l, GetParam(), {caption_width(l, GetParam()), l.shown.height / 6}));
}

TEST_P(usual_screens, show_codes_with_modules_that_three_metres_need) {
  int shorter = std::min(GetParam().width, GetParam().height);
  for (std::size_t bytes : {20, 42, 62, 78, 106, 134, 154, 192}) {
    layout_request q = everything(GetParam());
    q.code_modules = stage::qr_modules(bytes) + 2 * stage::quiet_modules;
    layout l = lay_out(q);
    ASSERT_TRUE(l.code) << bytes;
    EXPECT_GE(l.code->code.width * 180, shorter * q.code_modules) << bytes << " bytes: at least 1/180";
    EXPECT_LE(l.code->code.width * 3, shorter) << bytes;
  }
}

TEST(the_code, lies_in_a_bar_that_the_picture_leaves_anyway) {
  layout_request q = everything({1920, 1080});
  q.ticker = q.clock = false;
  q.picture = {1080, 1500};
  layout l = lay_out(q);
  layout without = lay_out({{1920, 1080}, false, false, false, {1080, 1500}});
  EXPECT_EQ(l.shown, without.shown);
  EXPECT_GE(l.code->panel.x, l.shown.x + l.shown.width);
  // Two bars that are too narrow become one: the picture moves and keeps its size.
  q.picture = {1350, 1080};
  l = lay_out(q);
  EXPECT_EQ(l.shown.height, 1080);
  EXPECT_EQ(l.shown.width, 1350);
  EXPECT_LT(l.shown.x, (1920 - 1350) / 2);
  // A wide picture on an upright screen has its bar below.
  q = everything({1080, 1920});
  q.picture = {1920, 1080};
  l = lay_out(q);
  EXPECT_EQ(l.shown.width, 1080);
  EXPECT_GE(l.code->panel.y, l.shown.y + l.shown.height);
}

TEST(the_code, lies_over_the_pictures_corner_where_the_programme_says_so) {
  layout_request q = everything({1920, 1080});
  q.corner = true;
  layout l = lay_out(q);
  ASSERT_TRUE(l.code);
  EXPECT_EQ(stage::common(l.code->panel, l.shown), l.code->panel);
  q.code_modules = 0;
  EXPECT_EQ(lay_out(q).shown, l.shown);
}

// playlists/analysis knows no layout; its estimate is the same on the screens that it assumes.
RC_GTEST_PROP(check, warns_of_what_really_covers_a_picture, ()) {
  playlists::programme::media_item m;
  m.width = *rc::gen::inRange(100, 4000);
  m.height = *rc::gen::inRange(100, 4000);
  bool upright = m.height > m.width;
  layout_request q;
  q.seen = upright ? size_px{1080, 1920} : size_px{1920, 1080};
  q.picture = {m.width, m.height};
  auto percent = [](const rect_px& what, const rect_px& of) {
    rect_px both = stage::common(what, of);
    return double(both.width) * both.height * 100 / (double(of.width) * of.height);
  };
  auto bytes = *rc::gen::inRange<std::size_t>(1, 200);
  q.code_modules = stage::qr_modules(bytes) + 2 * stage::quiet_modules;
  q.call = *rc::gen::arbitrary<bool>();
  q.host = *rc::gen::arbitrary<bool>();
  q.corner = true;
  layout l = lay_out(q);
  auto fit = playlists::programme::picture_fit::contain;
  int said = playlists::analysis::covered_by_code(m, fit, bytes, q.call, q.host);
  bool narrow = !l.code || l.code->code.width < code_side(q.seen, q.code_modules);
  if (!narrow) RC_ASSERT(std::abs(10 * percent(l.code->panel, l.shown) - said) < 5 + said / 20.0);
  q.code_modules = 0;
  q.ticker = q.over = true;
  l = lay_out(q);
  said = playlists::analysis::covered_by_ticker(m, fit);
  RC_ASSERT(std::abs(10 * percent(*l.band, l.shown) - said) < 5);
}

TEST_P(usual_screens, lose_no_twentieth_of_a_picture_to_the_logo) {
  for (size_px logo : {size_px{100, 100}, size_px{400, 200}, size_px{2000, 300}, size_px{100, 900}}) {
    layout_request q;
    q.seen = q.picture = GetParam();
    q.logo = logo;
    layout l = lay_out(q);
    ASSERT_TRUE(l.logo);
    EXPECT_LT(20LL * l.logo->width * l.logo->height, 1LL * l.shown.width * l.shown.height);
  }
}

TEST(ticker_and_clock, have_a_band_and_the_picture_the_rest) {
  for (auto [ticker, clock] : {std::pair{true, true}, {true, false}, {false, true}}) {
    layout_request q;
    q.seen = {1920, 1080};
    q.picture = {1920, 1080};
    q.ticker = ticker;
    q.clock = clock;
    layout l = lay_out(q);
    EXPECT_EQ(l.band, (rect_px{0, 994, 1920, 86}));
    EXPECT_EQ(l.shown.height, 994);
    q.over = true;
    l = lay_out(q);
    EXPECT_EQ(l.shown, (rect_px{0, 0, 1920, 1080}));
    EXPECT_EQ(l.ticker.has_value(), ticker);
    EXPECT_EQ(l.clock.has_value(), clock);
  }
}

TEST(a_ticker, moves_by_whole_pixels_at_60_hertz) {
  for (int shorter : {480, 720, 768, 1080, 1440, 2160}) {
    int speed = ticker_speed({shorter * 16 / 9, shorter});
    EXPECT_EQ(speed % 60, 0);
    EXPECT_NEAR(speed, shorter / 6.0, 40) << shorter;
  }
  EXPECT_EQ(ticker_speed({1920, 1080}), 180);
}

}  // namespace
}  // namespace bangtin::player::overlay
