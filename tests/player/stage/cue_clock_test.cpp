// Tests the decisions of the cue clock over tables of situations.
#include "player/stage/cue_clock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace bangtin::player::stage {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

std::vector<due_frame> frames_at(std::initializer_list<std::chrono::milliseconds> times) {
  std::vector<due_frame> all;
  for (auto t : times) all.push_back({t, 40ms});
  return all;
}

struct situation {
  std::string name;
  microseconds now;  // the cue starts at 1000 ms and lasts 2000 ms
  std::vector<due_frame> waiting;
  bool complete;
  bool began;
  cue_clock::decision expected;
};

void PrintTo(const situation& s, std::ostream* out) {
  *out << s.name;
}

class deciding : public testing::TestWithParam<situation> {};

TEST_P(deciding, does_what_the_table_says) {
  const situation& s = GetParam();
  cue_clock clock(2s);
  clock.show_at(1000ms);
  if (s.began) clock.presented(1000ms, {0ms, 40ms});
  cue_clock::decision got = clock.decide(s.now, s.waiting, s.complete);
  EXPECT_EQ(got.discard, s.expected.discard);
  EXPECT_EQ(got.present, s.expected.present);
  EXPECT_EQ(got.ended, s.expected.ended);
  EXPECT_EQ(got.look_again, s.expected.look_again);
}

INSTANTIATE_TEST_SUITE_P(
    stage, deciding,
    testing::Values(
        situation{"too early", 900ms, frames_at({0ms, 40ms}), false, false, {0, false, false, 1000ms}},
        situation{"its instant", 1000ms, frames_at({0ms, 40ms}), false, false, {0, true, false, 1040ms}},
        situation{"its instant, first frame later in the file",
                  1000ms,
                  frames_at({80ms, 120ms}),
                  false,
                  false,
                  {0, true, false, 1120ms}},
        situation{"its instant, nothing decoded", 1000ms, {}, false, false, {0, false, false, 3000ms}},
        situation{
            "between two frames", 1050ms, frames_at({80ms, 120ms}), false, true, {0, false, false, 1080ms}},
        situation{"one frame due", 1080ms, frames_at({80ms, 120ms}), false, true, {0, true, false, 1120ms}},
        situation{"three due, the newest is shown",
                  1130ms,
                  frames_at({40ms, 80ms, 120ms, 160ms}),
                  false,
                  true,
                  {2, true, false, 1160ms}},
        situation{"all are late while playing",
                  2000ms,
                  frames_at({40ms, 80ms}),
                  false,
                  true,
                  {1, true, false, 3000ms}},
        situation{"ready late, decoder has to catch up unseen",
                  1800ms,
                  frames_at({0ms, 40ms, 80ms}),
                  false,
                  false,
                  {2, false, false, 2800ms}},
        situation{"ready late, but the file is so short",
                  1800ms,
                  frames_at({0ms, 40ms}),
                  true,
                  false,
                  {1, true, false, 3000ms}},
        situation{"ready late, the right frame is there",
                  1100ms,
                  frames_at({0ms, 40ms, 80ms, 120ms}),
                  false,
                  false,
                  {2, true, false, 1120ms}},
        situation{"slightly late is not worth waiting",
                  1150ms,
                  frames_at({0ms, 40ms}),
                  false,
                  false,
                  {1, true, false, 3000ms}},
        situation{"all shown, the last holds", 2500ms, {}, true, true, {0, false, false, 3000ms}},
        situation{"its end", 3000ms, frames_at({2000ms}), false, true, {0, false, true, never}},
        situation{"its end without ever being ready", 3000ms, {}, false, false, {0, false, true, never}}));

TEST(cue_clock, waits_for_ever_until_told_when) {
  cue_clock clock(2s);
  EXPECT_EQ(clock.decide(5s, frames_at({0ms}), true), cue_clock::decision{});
}

TEST(cue_clock, a_picture_without_motion_is_presented_once_and_never_looked_at_again) {
  cue_clock clock(0us);
  clock.show_at(1s);
  std::vector<due_frame> still{{0us, never}};
  EXPECT_TRUE(clock.decide(9s, still, true).present);  // however late
  clock.presented(9s, still[0]);
  EXPECT_EQ(clock.decide(10s, {}, true), cue_clock::decision{});
  EXPECT_EQ(clock.count(19s, {}, true), (cue_clock::tally{10s, 1, 0}));
}

TEST(cue_clock, gives_up_catching_up_after_a_second) {
  cue_clock clock(60s);
  clock.show_at(0s);
  EXPECT_FALSE(clock.decide(5s, frames_at({0ms}), false).present);
  clock.discarded(frames_at({0ms}), 5s);
  EXPECT_FALSE(clock.decide(5900ms, frames_at({40ms}), false).present);
  EXPECT_TRUE(clock.decide(6s, frames_at({80ms}), false).present);
}

TEST(cue_clock, counts_what_was_seen) {
  cue_clock clock(400ms);
  clock.show_at(0ms);
  clock.presented(0ms, {0ms, 40ms});
  clock.presented(40ms, {40ms, 40ms});
  clock.discarded(frames_at({80ms, 120ms}), 160ms);
  clock.presented(160ms, {160ms, 40ms});
  // The frame at 200 ms was due and not presented: dropped. The one at 400 ms is due only at the end and does
  // not count.
  EXPECT_EQ(clock.count(405ms, frames_at({200ms, 400ms}), false), (cue_clock::tally{400ms, 3, 3}));
}

TEST(cue_clock, a_halt_does_not_count_as_shown) {
  cue_clock clock(10s);
  clock.show_at(0ms);
  clock.presented(0ms, {0ms, 40ms});
  clock.presented(2s, {40ms, 40ms});  // 2 s late
  EXPECT_EQ(clock.count(2040ms, {}, false).shown, 240ms + 40ms);
  EXPECT_EQ(clock.count(9s, {}, false).shown, 240ms + 240ms);
  EXPECT_EQ(clock.count(9s, {}, true).shown, 240ms + 7s) << "the last frame of a file is meant to hold";
}

// ---- a frame is on show until the next one's time, whatever the file calls its duration

TEST(cue_clock, a_planned_gap_counts_whatever_duration_the_file_states) {
  for (microseconds stated : {0us, 40'000us, 20'000'000us}) {
    cue_clock clock(20s);
    clock.show_at(0ms);
    clock.presented(0ms, {0ms, stated});
    clock.presented(5s, {5s, stated});
    EXPECT_EQ(clock.count(6s, std::vector<due_frame>{{15s, stated}}, false).shown, 6s) << stated.count();
    EXPECT_EQ(clock.count(14s, std::vector<due_frame>{{15s, stated}}, false).shown, 14s) << stated.count();
    clock.presented(15s, {15s, stated});
    EXPECT_EQ(clock.count(20s, {}, true), (cue_clock::tally{20s, 3, 0})) << stated.count();
  }
}

TEST(cue_clock, a_stall_does_not_count_whatever_duration_the_file_states) {
  for (microseconds stated : {0us, 40'000us, 20'000'000us}) {
    cue_clock clock(20s);
    clock.show_at(0ms);
    clock.presented(0ms, {0ms, stated});
    clock.presented(8s, {2s, stated});  // 6 s late
    EXPECT_EQ(clock.count(8s, {}, false).shown, 2200ms) << stated.count();
  }
}

TEST(cue_clock, a_decoder_that_never_delivers_again_counts_for_a_second_at_most) {
  cue_clock clock(20s);
  clock.show_at(0ms);
  clock.presented(0ms, {0ms, 20s});
  EXPECT_EQ(clock.count(18s, {}, false).shown, 1200ms);
}

TEST(cue_clock, the_first_frame_stands_until_the_second_when_the_video_begins_late) {
  cue_clock clock(6s);
  clock.show_at(0ms);
  EXPECT_TRUE(clock.decide(0ms, frames_at({2000ms, 2040ms}), false).present);
  clock.presented(0ms, {2s, 40ms});
  EXPECT_EQ(clock.decide(0ms, frames_at({2040ms}), false).look_again, 2040ms);
  EXPECT_EQ(clock.count(2s, frames_at({2040ms}), false).shown, 2s);
}

TEST(cue_clock, when_frames_were_dropped_the_last_counts_until_the_first_of_them_was_due) {
  cue_clock clock(20s);
  clock.show_at(0ms);
  clock.presented(0ms, {0ms, 40ms});
  clock.discarded(frames_at({1000ms, 2000ms}), 9s);
  clock.presented(9s, {9s, 40ms});
  EXPECT_EQ(clock.count(9s, frames_at({10s}), false), (cue_clock::tally{1200ms, 2, 2}));
}

// A slide that stands for 20 s is ready 3 s late, and the decoder has not delivered the next one yet.
TEST(cue_clock, the_slide_that_is_due_is_not_dropped_for_one_that_comes_later) {
  cue_clock clock(60s);
  clock.show_at(0ms);
  EXPECT_EQ(clock.decide(3s, frames_at({0ms}), false), (cue_clock::decision{0, false, false, 4s}));
  cue_clock::decision d = clock.decide(3010ms, frames_at({0ms, 20'000ms}), false);
  EXPECT_EQ(d, (cue_clock::decision{0, true, false, 20s}));
}

// Random frame times, with every frame presented at its time: what is shown is what was planned.
RC_GTEST_PROP(cue_clock, a_play_without_delay_is_shown_for_as_long_as_it_is_planned, ()) {
  auto gaps = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 9'000)));
  microseconds stated = milliseconds(*rc::gen::inRange(0, 12'000));
  std::vector<due_frame> frames;
  microseconds t = milliseconds(*rc::gen::inRange(0, 3'000));
  for (int gap : gaps) {
    frames.push_back({t, stated});
    t += milliseconds(gap);
  }
  cue_clock clock(t);
  clock.show_at(1s);
  std::vector<due_frame> waiting = frames;
  for (microseconds now = 1s;;) {
    cue_clock::decision d = clock.decide(now, waiting, true);
    if (d.ended) {
      RC_ASSERT(clock.count(now, waiting, true) ==
                (cue_clock::tally{t, static_cast<std::int64_t>(frames.size()), 0}));
      break;
    }
    RC_ASSERT(d.discard == 0U);
    if (d.present) {
      clock.presented(now, waiting.front());
      waiting.erase(waiting.begin());
    } else {
      now = d.look_again;
    }
  }
}

TEST(cue_clock, starves_only_when_a_frame_is_due_and_none_is_there) {
  cue_clock clock(10s);
  EXPECT_EQ(clock.starving_since(5s), std::nullopt);
  clock.show_at(1s);
  EXPECT_EQ(clock.starving_since(500ms), std::nullopt);
  EXPECT_EQ(clock.starving_since(5s), 1s);
  clock.presented(1s, {0ms, 40ms});
  EXPECT_EQ(clock.starving_since(1030ms), std::nullopt);
  EXPECT_EQ(clock.starving_since(5s), 1040ms);
  clock.presented(6s, {5s, never});  // after a frame without end no further one is due
  EXPECT_EQ(clock.starving_since(100s), std::nullopt);
}

TEST(cue_clock, time_in_which_the_machine_slept_was_not_shown) {
  cue_clock clock(10s);
  clock.show_at(1s);
  clock.presented(1s, {0us, never});
  // One second of the poster, then the machine is suspended for an hour.
  clock.slept(3600s);
  EXPECT_TRUE(clock.decide(3602s, {}, true).ended);
  EXPECT_EQ(clock.count(3602s, {}, true).shown, 1s);
}

// The file's clock and the loop's need not agree. Whatever the frame rate, and however irregular the looks
// and the decoder, the shown frame is the newest one that was due and there, so errors never add up.
RC_GTEST_PROP(cue_clock, what_is_shown_never_drifts_from_what_is_due, ()) {
  microseconds step = microseconds(*rc::gen::inRange(10'000, 60'000));
  cue_clock clock(0us);
  clock.show_at(1s);
  std::vector<due_frame> waiting;
  std::int64_t made = 0;
  std::optional<microseconds> shown;
  std::int64_t presented = 0, discarded = 0;
  for (microseconds now = 1s; now < 4s; now += microseconds(*rc::gen::inRange(1'000, 45'000))) {
    // The decoder is up to four frames ahead, or behind.
    while (waiting.size() < 4 && *rc::gen::inRange(0, 8) > 0) waiting.push_back({step * made++, step});
    cue_clock::decision d = clock.decide(now, waiting, false);
    RC_ASSERT(d.discard <= waiting.size());
    RC_ASSERT(!d.ended);
    clock.discarded(std::span(waiting).first(d.discard), now);
    discarded += static_cast<std::int64_t>(d.discard);
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(d.discard));
    if (d.present) {
      RC_ASSERT(!waiting.empty());
      if (shown) {
        RC_ASSERT(waiting.front().pts > *shown);
        RC_ASSERT(waiting.front().pts <= now - 1s);
      }
      shown = waiting.front().pts;
      clock.presented(now, waiting.front());
      waiting.erase(waiting.begin());
      ++presented;
    }
    // Once the cue has begun, no frame that is due and there stays unused.
    if (shown && !waiting.empty()) RC_ASSERT(waiting.front().pts > now - 1s);
  }
  cue_clock::tally t = clock.count(4s, {}, false);
  RC_ASSERT(t.frames == presented);
  RC_ASSERT(t.dropped == discarded);
}

}  // namespace
}  // namespace bangtin::player::stage
