// Tests that a file's sound reaches the ring whole, at its place, and without a click where it has gaps.
#include "player/decode/sound_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <vector>

namespace bangtin::player::decode {
namespace {

using namespace std::chrono_literals;

struct ring {
  unique_fd fd = *make_shared_file("test-ring", pcm_ring_bytes);
  sound_writer writer{*shared_memory::map(fd.get(), pcm_ring_bytes)};
  pcm_reader reader{*shared_memory::map(fd.get(), pcm_ring_bytes)};

  std::vector<pcm_frame> rest() {
    std::vector<pcm_frame> all(pcm_ring_frames);
    all.resize(reader.read(all));
    return all;
  }
};

std::vector<pcm_frame> tone(microseconds length, std::int16_t level) {
  return std::vector<pcm_frame>(static_cast<std::size_t>(length.count() * pcm_rate / 1'000'000),
                                {level, level});
}
int largest_step(const std::vector<pcm_frame>& sound) {
  int most = 0;
  for (std::size_t i = 1; i < sound.size(); ++i)
    most = std::max(most, std::abs(sound[i].left - sound[i - 1].left));
  return most;
}
std::size_t at(microseconds t) {
  return static_cast<std::size_t>(t.count() * pcm_rate / 1'000'000);
}

TEST(sound_writer, sound_that_begins_late_is_at_its_place) {
  ring r;
  r.writer.take(tone(100ms, 9000), 500ms);
  auto got = r.rest();
  ASSERT_EQ(got.size(), at(600ms));
  EXPECT_EQ(got[at(490ms)].left, 0);
  EXPECT_EQ(got[at(550ms)].left, 9000);
}

TEST(sound_writer, what_lies_before_the_requested_moment_is_left_out) {
  ring r;
  r.writer.take(tone(100ms, 9000), -200ms);
  r.writer.take(tone(100ms, 9000), -100ms);
  r.writer.take(tone(100ms, 5000), -50ms);
  auto got = r.rest();
  ASSERT_EQ(got.size(), at(50ms));
  EXPECT_EQ(got.front().left, 5000);
}

// A gap and an overlap at full amplitude: neighbouring samples differ by no more than a fade of 5 ms changes
// them.
TEST(sound_writer, has_no_step_at_a_seam_of_the_file) {
  struct {
    const char* name;
    microseconds second;  // where the second part begins, after 100 ms of the first
  } const seams[] = {{"a gap", 200ms}, {"a short gap", 121ms}, {"an overlap", 50ms}};
  for (const auto& s : seams) {
    ring r;
    r.writer.take(tone(100ms, 32000), 0ms);
    r.writer.take(tone(100ms, -32000), s.second);
    auto got = r.rest();
    EXPECT_LE(largest_step(got), 2 * 32000 / 240 + 2) << s.name;
    EXPECT_EQ(got.size(), at(s.second + 100ms)) << s.name;
    EXPECT_EQ(got.back().left, -32000) << s.name;
  }
}

TEST(sound_writer, sound_far_ahead_of_its_picture_waits_for_the_reader) {
  ring r;
  constexpr auto length = 5s;  // the ring holds less than two
  auto written = std::async(std::launch::async, [&] {
    for (auto t = 0ms; t < length; t += 100ms)
      r.writer.take(tone(100ms, static_cast<std::int16_t>(t / 100ms)), t);
  });
  std::vector<pcm_frame> all;
  while (all.size() < at(length)) {
    std::vector<pcm_frame> piece(480);
    piece.resize(r.reader.read(piece));
    all.insert(all.end(), piece.begin(), piece.end());
  }
  written.get();
  for (auto t = 0ms; t < length; t += 100ms) EXPECT_EQ(all[at(t + 50ms)].left, t / 100ms) << t.count();
}

TEST(sound_writer, in_a_hurry_it_loses_what_nobody_has_read) {
  ring r;
  r.writer.hurry(true);
  r.writer.take(tone(3s, 7), 0ms);
  EXPECT_EQ(r.rest().size(), pcm_ring_frames);
  EXPECT_EQ(r.reader.position(), at(3s));
}

TEST(sound_writer, whom_nobody_hears_never_waits_and_knows_its_end) {
  ring r;
  r.writer.discard();
  r.writer.hurry(false);  // as an empty queue says
  r.writer.take(tone(3s, 7), 0ms);
  r.writer.take(tone(1s, 7), 5s);
  EXPECT_EQ(r.writer.end(), 6s) << "with the silence in the gap";
}

TEST(sound_writer, stops_while_it_waits) {
  ring r;
  auto written = std::async(std::launch::async, [&] { r.writer.take(tone(3s, 7), 3600s); });
  r.writer.stop();
  written.get();
  r.writer.take(tone(3s, 7), 0ms);
  EXPECT_LE(r.rest().size(), pcm_ring_frames);
}

}  // namespace
}  // namespace bangtin::player::decode
