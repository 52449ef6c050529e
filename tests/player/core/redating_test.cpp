// Records from before a correction of the clock stay as they are; the correction dates them by the boot's
// monotonic clock, whether the screen's own clock or the daemon's word brought it.
#include <gtest/gtest.h>

#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {
namespace {

class a_correction : public ::testing::TestWithParam<clock_trust> {};

TEST_P(a_correction, dates_the_records_before_it) {
  const utc_ms truth = the_day + hours(9);
  const milliseconds error =
      GetParam() == clock_trust::synced ? milliseconds(hours(2)) : -milliseconds(minutes(3));
  theatre t(truth + error);
  t.now.trust = clock_trust::unsynced;
  const milliseconds began = t.now.mono;
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(small_programme())});
  t.run_for(minutes(2));
  const std::vector<kept> before = t.kept_plays();
  ASSERT_FALSE(before.empty());
  t.now.trust = GetParam();
  t.step_clock(-error);
  t.run_for(minutes(2));

  const evidence::record* correction = nullptr;
  for (const evidence::record& r : t.notes) {
    if (r.type == evidence::record_type::clock) correction = &r;
  }
  ASSERT_NE(correction, nullptr);
  EXPECT_EQ(correction->clock, GetParam());
  EXPECT_EQ(correction->reason, "step");
  EXPECT_EQ(correction->shift_ms, -error.count());
  for (const kept& k : before) {
    if (!k.start) continue;
    EXPECT_EQ(k.start->clock, clock_trust::unsynced);
    EXPECT_EQ(k.start->utc, truth + error + (k.start->mono - began)) << "the original stays";
    EXPECT_EQ(correction->utc - (correction->mono - k.start->mono), truth + (k.start->mono - began));
  }
  EXPECT_EQ(t.plays.rbegin()->second.start->clock, GetParam());
}

TEST_P(a_correction, without_a_step_is_recorded_once) {
  theatre t(the_day + hours(9));
  t.now.trust = clock_trust::unsynced;
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(small_programme())});
  t.run_for(minutes(1));
  for (int flaps = 0; flaps < 3; ++flaps) {
    t.now.trust = GetParam();
    t.run_for(std::chrono::seconds(20));
    t.now.trust = clock_trust::unsynced;
    t.run_for(std::chrono::seconds(20));
  }
  std::vector<evidence::record> clocks;
  for (const evidence::record& r : t.notes) {
    if (r.type == evidence::record_type::clock) clocks.push_back(r);
  }
  ASSERT_EQ(clocks.size(), 1u);
  EXPECT_EQ(clocks[0].reason, "trusted");
  EXPECT_EQ(clocks[0].clock, GetParam());
  EXPECT_EQ(clocks[0].shift_ms, std::nullopt);
}

// The clock is wrong for a minute in the middle of a play.
class a_wrong_clock : public ::testing::TestWithParam<std::int64_t> {};

TEST_P(a_wrong_clock, changes_no_duration_and_every_record_can_be_dated) {
  using std::chrono::seconds;
  const utc_ms began = the_day + hours(9);
  const milliseconds wrong = seconds(GetParam());
  for (int into = 1; into <= 40; into += 3) {
    SCOPED_TRACE(into);
    theatre t(began);
    const milliseconds mono = t.now.mono;
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(small_programme())});
    t.run_for(minutes(1) + seconds(into));
    t.step_clock(wrong);
    t.now.trust = clock_trust::unsynced;
    t.run_for(minutes(1));
    t.step_clock(-wrong);
    t.now.trust = clock_trust::synced;
    t.run_for(minutes(2));

    std::vector<evidence::record> all = t.notes;
    milliseconds shown{};
    for (const kept& k : t.kept_plays()) {
      if (k.start) all.push_back(*k.start);
      if (k.end) all.push_back(*k.end);
      if (!k.start || !k.end) continue;
      const evidence::play_end& end = *k.end->end;
      EXPECT_LE(end.shown, k.end->mono - k.start->mono);
      if (end.outcome == evidence::play_outcome::complete) {
        EXPECT_GE(end.shown * 20, k.end->play->planned * 19);
      }
      shown += end.shown;
    }
    EXPECT_LE(shown, t.now.mono - mono) << "nothing is shown twice at once";
    EXPECT_GT(shown, minutes(2));
    const evidence::record* best = nullptr;
    for (const evidence::record& r : all) {
      bool better = r.clock == clock_trust::synced && (best == nullptr || r.mono >= best->mono);
      if (better) best = &r;
    }
    ASSERT_NE(best, nullptr);
    for (const evidence::record& r : all) {
      const utc_ms truth = began + (r.mono - mono);
      EXPECT_TRUE(r.clock != clock_trust::synced || r.utc == truth);
      EXPECT_EQ(best->utc - best->mono + r.mono, truth);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(by, a_wrong_clock,
                         ::testing::Values(86'400, -86'400, 315'569'520, -315'569'520, 3'600, -7, 2,
                                           -1'791'000'000),
                         [](const auto& row) {
                           return (row.param < 0 ? "minus_" : "plus_") + std::to_string(std::abs(row.param)) +
                                  "_s";
                         });

INSTANTIATE_TEST_SUITE_P(from, a_correction, ::testing::Values(clock_trust::synced, clock_trust::estimated));

}  // namespace
}  // namespace bangtin::player::core
