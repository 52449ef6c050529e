// Tests that the ticker moves evenly, and that its position depends only on the time of day.
#include "player/overlay/ticker_strip.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <set>

namespace bangtin::player::overlay {
namespace {

using std::chrono::milliseconds;

constexpr stage::size_px band{400, 60};
const utc_ms now(milliseconds(1'795'331'100'000));

const std::uint8_t* pixel(const stage::image& i, int x, int y) {
  return i.pixels.data() + (std::ptrdiff_t{y} * i.size.width + x) * 4;
}

// The horizontal centre of the light in the text.
double middle_of_light(const stage::image& i) {
  double sum = 0, weight = 0;
  for (int y = 4; y < i.size.height; ++y) {
    for (int x = 0; x < i.size.width; ++x) {
      double light = pixel(i, x, y)[2] - 11;  // brighter than the red of the background
      sum += light * x;
      weight += light;
    }
  }
  return sum / weight;
}

TEST(a_ticker_strip, moves_at_its_speed_and_less_than_a_pixel_at_a_time_where_that_is_asked_for) {
  ticker_strip strip("|", band, 100);
  // A time at which the letter passes the middle.
  utc_ms t = now;
  while (middle_of_light(*strip.paint(t)) > 300 || !(middle_of_light(*strip.paint(t)) > 200))
    t += milliseconds(50);
  double begin = middle_of_light(*strip.paint(t));
  for (int ms = 1; ms <= 400; ++ms) {
    double at = middle_of_light(*strip.paint(t + milliseconds(ms)));
    EXPECT_NEAR(begin - at, ms * 0.1, 0.12) << ms;
  }
}

RC_GTEST_PROP(a_ticker_strip, stands_where_the_time_says_and_begins_again_after_its_period, ()) {
  static const ticker_strip strip("Nộp hồ sơ trực tuyến", band, 180);
  utc_ms t(milliseconds(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)));
  milliseconds later(*rc::gen::inRange(0, 20'000));
  std::int64_t period = strip.period_px() * 256;
  std::int64_t moved = strip.shift_at(t + later) - strip.shift_at(t);
  std::int64_t exact = later.count() * 180 * 256 / 1000;
  // Each is rounded down to a 256th.
  std::int64_t off = ((moved - exact) % period + period) % period;
  RC_ASSERT(off <= 1 || off >= period - 1);
  RC_ASSERT(strip.shift_at(t) >= 0 && strip.shift_at(t) < period);
}

TEST(a_ticker_strip, looks_the_same_on_two_screens_and_after_a_restart) {
  ticker_strip one("Nộp hồ sơ trực tuyến", band, 180), other("Nộp hồ sơ trực tuyến", band, 180);
  for (int ms = 0; ms < 30'000; ms += 977) (void)one.paint(now + milliseconds(ms));
  EXPECT_EQ(one.paint(now + milliseconds(31'003))->pixels, other.paint(now + milliseconds(31'003))->pixels);
}

// After a shift by whole pixels each column equals another one of the previous picture, including the seam
// where the text starts again.
TEST(a_ticker_strip, loses_no_column_over_a_whole_period) {
  ticker_strip strip("Ẵ Ệ Ữ", {120, 60}, 250);  // a quarter of a pixel each millisecond
  utc_ms t = now;
  while ((strip.shift_at(t) & 255) != 0) t += milliseconds(1);
  std::shared_ptr<const stage::image> before = strip.paint(t);
  bool text_seen = false, blank_seen = false;
  for (std::int64_t px = 0; px < strip.period_px(); ++px) {
    t += milliseconds(4);
    std::shared_ptr<const stage::image> after = strip.paint(t);
    bool any = false;
    for (int y = 0; y < 60; ++y) {
      for (int x = 0; x + 1 < 120; ++x) {
        ASSERT_EQ(std::memcmp(pixel(*after, x, y), pixel(*before, x + 1, y), 4), 0)
            << px << ": " << x << "," << y;
        any = any || (y > 5 && pixel(*after, x, y)[2] > 200);
      }
    }
    text_seen = text_seen || any;
    blank_seen = blank_seen || !any;
    before = after;
  }
  EXPECT_TRUE(text_seen);
  EXPECT_TRUE(blank_seen) << "a short text leaves before it comes again";
}

TEST(a_ticker_strip, uses_few_pictures_again_and_never_one_that_is_held) {
  ticker_strip strip("Tin", band, 180);
  std::shared_ptr<const stage::image> held = strip.paint(now);
  std::vector<std::uint8_t> as_it_was = held->pixels;
  std::set<const stage::image*> all;
  std::shared_ptr<const stage::image> last;
  for (int ms = 0; ms < 5'000; ms += 17) {
    last = strip.paint(now + milliseconds(ms));
    all.insert(last.get());
  }
  EXPECT_EQ(held->pixels, as_it_was);
  EXPECT_LE(all.size(), 3U);
}

TEST(a_ticker_strip, of_a_text_of_any_length_is_bounded) {
  std::string text;
  while (text.size() < 100'000) text += "Nộp hồ sơ trực tuyến ";
  ticker_strip strip(text, {1920, 86}, 180);
  EXPECT_LE(strip.period_px(), 201'000);
  EXPECT_TRUE(strip.paint(now));
  EXPECT_TRUE(ticker_strip("", band, 180).paint(now));
  EXPECT_TRUE(ticker_strip("a\nb\tc", {1, 1}, 60).paint(now));
}

}  // namespace
}  // namespace bangtin::player::overlay
