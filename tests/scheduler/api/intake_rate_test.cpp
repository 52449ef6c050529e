#include "scheduler/api/intake_rate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin::scheduler::test {
namespace {

using std::chrono::seconds;

TEST(intake_rate, an_hours_records_may_come_at_once_and_then_steadily) {
  api::intake_rate rate(3600);
  const milliseconds t0(1000);
  EXPECT_EQ(rate.charge("lobby", 3000, t0), seconds(0));
  EXPECT_EQ(rate.charge("lobby", 600, t0), seconds(0));
  EXPECT_EQ(rate.charge("lobby", 5, t0), seconds(5));
  EXPECT_EQ(rate.charge("lobby", 5, t0 + seconds(4)), seconds(1)) << "asking costs nothing";
  EXPECT_EQ(rate.charge("lobby", 5, t0 + seconds(5)), seconds(0));
  EXPECT_EQ(rate.charge("hall", 3600, t0), seconds(0)) << "each screen has its own allowance";
  EXPECT_EQ(rate.charge("lobby", 3600, t0 + seconds(5)), seconds(3600));
}

TEST(intake_rate, a_batch_above_the_allowance_is_not_refused_for_good) {
  api::intake_rate rate(10);
  EXPECT_EQ(rate.charge("lobby", 2000, milliseconds(0)), seconds(0));
  EXPECT_EQ(rate.charge("lobby", 2000, milliseconds(0)), seconds(3600));
  EXPECT_EQ(rate.charge("lobby", 2000, seconds(3600)), seconds(0));
}

RC_GTEST_PROP(intake_rate, who_waits_as_long_as_told_may_send, ()) {
  const auto per_hour = *rc::gen::inRange<std::int64_t>(1, 300'000);
  api::intake_rate rate(per_hour);
  milliseconds now(0);
  std::int64_t sent = 0;
  for (int i = 0; i < 50; ++i) {
    const auto records = *rc::gen::inRange<std::int64_t>(1, 2001);
    now += milliseconds(*rc::gen::inRange(0, 10'000));
    const seconds wait = rate.charge("lobby", records, now);
    RC_ASSERT(wait >= seconds(0) && wait <= seconds(3600));
    if (wait.count() > 0) {
      now += wait;
      RC_ASSERT(rate.charge("lobby", records, now) == seconds(0));
    }
    sent += std::min(records, per_hour);
    RC_ASSERT(sent <= per_hour + now.count() * per_hour / 3'600'000 + 1);
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
