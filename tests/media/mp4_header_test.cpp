#include "media/ingest/mp4_header.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

namespace bangtin::media::ingest {
namespace {

using std::chrono::milliseconds;

track_index track_of(std::vector<int> times_ms, int last_ms) {
  track_index t;
  for (int at : times_ms) t.samples.push_back({milliseconds(at), 1, true});
  t.last_duration = milliseconds(last_ms);
  return t;
}

TEST(times_of_pictures, decoding_follows_the_order_of_the_file) {
  // I P B B: two pictures wait for one that is shown later.
  track_times t = times_of_pictures(track_of({0, 120, 40, 80}, 40));
  EXPECT_EQ(t.durations, (std::vector<std::uint32_t>{4800, 4800, 4800, 4800}));
  EXPECT_EQ(t.delays, (std::vector<std::uint32_t>{4800, 14400, 0, 0}));
  EXPECT_EQ(t.start, 4800);
  EXPECT_EQ(t.shown, 19200);
  EXPECT_EQ(t.late.count(), 0);
}

TEST(times_of_pictures, keeps_a_late_beginning_and_what_comes_before_the_item) {
  track_times late = times_of_pictures(track_of({2000, 2040}, 40));
  EXPECT_EQ(late.late, milliseconds(2000));
  EXPECT_EQ(late.start, 0);
  EXPECT_EQ(late.shown, 9600);
  track_times early = times_of_pictures(track_of({-80, -40, 0, 40}, 40));
  EXPECT_EQ(early.late.count(), 0);
  EXPECT_EQ(early.start, 9600);
  EXPECT_EQ(early.shown, 9600);
}

RC_GTEST_PROP(times_of_pictures, every_picture_is_presented_when_it_is_due, ()) {
  auto gaps = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 2000)));
  std::vector<int> times(gaps.size());
  std::partial_sum(gaps.begin(), gaps.end(), times.begin());
  // Any order of decoding in which no picture is far from its place.
  for (std::size_t i = 0; i + 3 < times.size(); i += 3)
    std::swap(times[i], times[i + *rc::gen::inRange(0, 3)]);
  track_times t = times_of_pictures(track_of(times, 10));
  std::int64_t decoded = 0;
  std::int64_t first = 120 * *std::min_element(times.begin(), times.end());
  for (std::size_t i = 0; i < times.size(); ++i) {
    RC_ASSERT(decoded + t.delays[i] - t.start + first == 120 * static_cast<std::int64_t>(times[i]));
    decoded += t.durations[i];
  }
}

TEST(times_of_sound, has_no_gaps_by_rounding_and_keeps_real_ones) {
  sound_stream s{48'000, 2, std::string("\x11\x90", 2)};
  track_times t = times_of_sound(track_of({0, 21, 43, 64, 85, 107}, 21), s);
  EXPECT_EQ(t.durations, std::vector<std::uint32_t>(6, 1024));
  t = times_of_sound(track_of({0, 21, 543, 564}, 21), s);
  EXPECT_EQ(t.durations, (std::vector<std::uint32_t>{1024, 543 * 48 - 1024, 1024, 1024}));
  s.config = std::string("\x11\x94", 2);
  EXPECT_EQ(times_of_sound(track_of({0, 20}, 20), s).durations, (std::vector<std::uint32_t>{960, 960}));
}

}  // namespace
}  // namespace bangtin::media::ingest
