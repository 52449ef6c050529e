// Tests that nothing overlaps, on any screen.
#include "player/overlay/layout.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin::player::overlay {
namespace {

bool meet(const stage::rect_px& a, const stage::rect_px& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

RC_GTEST_PROP(arrangement, puts_nothing_onto_anything_else_or_off_the_screen, ()) {
  auto side = [] { return *rc::gen::inRange(1, 4000); };
  stage::size_px seen{side(), side()};
  layout a(seen, *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>());
  std::vector<stage::rect_px> all;
  if (a.band()) all.push_back(*a.band());
  if (a.clock_end()) all.push_back(*a.clock_end());
  auto part = [&] {
    return stage::size_px{*rc::gen::inRange(1, seen.width + 2), *rc::gen::inRange(1, seen.height + 2)};
  };
  for (corner c : {corner::upper_right, corner::upper_left, corner::lower_right}) {
    if (*rc::gen::arbitrary<bool>()) continue;
    if (auto place = a.take(c, part())) all.push_back(*place);
  }
  if (auto place = a.take_caption({std::min(a.caption_width(), part().width), part().height}))
    all.push_back(*place);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const stage::rect_px& r = all[i];
    RC_ASSERT(r.x >= 0 && r.y >= 0 && r.x + r.width <= seen.width && r.y + r.height <= seen.height);
    for (std::size_t j = 0; j < i; ++j) RC_ASSERT(!meet(r, all[j]));
  }
}

// Everything that viewers are meant to see has room on every usual screen, all at once.
TEST(layout, has_room_for_everything_on_usual_screens) {
  for (stage::size_px seen :
       {stage::size_px{1920, 1080}, stage::size_px{1080, 1920}, stage::size_px{1280, 720},
        stage::size_px{720, 1280}, stage::size_px{1366, 768}, stage::size_px{3840, 2160}}) {
    EXPECT_TRUE(layout(seen, true, true).clock_end()) << seen.width;
    // The clock without a ticker beside it.
    layout a(seen, false, true);
    int unit = a.shorter();
    int code = module_size(seen, 41) * 41;
    EXPECT_TRUE(a.take(corner::upper_right, {unit * 38 / 100, unit * 14 / 100})) << seen.width;
    EXPECT_TRUE(a.take(corner::upper_left, {unit * 27 / 100, unit * 13 / 100})) << seen.width;
    EXPECT_TRUE(a.take(corner::lower_right, {code, code + unit * 15 / 100})) << seen.width;
    EXPECT_TRUE(a.take_caption({a.caption_width(), unit * 15 / 100})) << seen.width;
  }
}

// See the header: seven millimetres a module on a screen of 43 inches.
TEST(a_code, has_modules_of_whole_pixels_that_a_phone_sees_from_three_metres) {
  constexpr double mm_per_px = 0.496;
  for (int modules : {29, 33, 37, 41}) {
    EXPECT_GE(module_size({1920, 1080}, modules) * mm_per_px, 6.5) << modules;
    EXPECT_EQ(module_size({1920, 1080}, modules), module_size({1080, 1920}, modules));
    EXPECT_GE(module_size({1280, 720}, modules) * mm_per_px * 1080 / 720, 6.5) << modules;
  }
  EXPECT_LE(module_size({1920, 1080}, 185) * 185, 574) << "a long link gets no more room";
  EXPECT_EQ(module_size({40, 30}, 185), 1);
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
