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

INSTANTIATE_TEST_SUITE_P(from, a_correction, ::testing::Values(clock_trust::synced, clock_trust::estimated));

}  // namespace
}  // namespace bangtin::player::core
