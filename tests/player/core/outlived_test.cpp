// A programme that has been running for longer than it is valid has expired, whatever the clock says.
#include <gtest/gtest.h>

#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {
namespace {

class an_outlived_programme : public ::testing::Test {
 protected:
  theatre t{the_day + hours(9)};
  ready_programme shown = ready(small_programme());

  void SetUp() override {
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{shown});
    t.run_for(minutes(5));
  }
  bool shows_slate() const { return t.screen.back().file == sha256("slate.png"); }
  std::size_t starts() const { return t.plays.size(); }
};

TEST_F(an_outlived_programme, gives_way_to_the_slate_at_once) {
  ASSERT_FALSE(shows_slate());
  t.tell(programme_outlived{shown.programme_digest});
  t.run_for(seconds(2));
  EXPECT_TRUE(shows_slate());
  std::size_t before = starts();
  const kept last = t.plays.rbegin()->second;
  ASSERT_TRUE(last.end);
  EXPECT_EQ(last.end->end->outcome, evidence::play_outcome::partial);
  EXPECT_EQ(last.end->end->reason, "expired");
  t.run_for(hours(30));
  EXPECT_EQ(starts(), before) << "nothing is played or recorded any more";
}

TEST_F(an_outlived_programme, stays_expired_when_the_clock_goes_back_or_the_same_one_arrives_again) {
  t.tell(programme_outlived{shown.programme_digest});
  t.run_for(seconds(2));
  std::size_t before = starts();
  for (milliseconds step : {-milliseconds(hours(24)), milliseconds(hours(30)), -milliseconds(minutes(7))}) {
    t.step_clock(step);
    t.tell(programme_arrived{shown});
    t.run_for(minutes(30));
    EXPECT_EQ(starts(), before) << step.count();
  }
}

TEST_F(an_outlived_programme, is_followed_by_the_next_one) {
  t.tell(programme_outlived{shown.programme_digest});
  t.run_for(minutes(1));
  ASSERT_TRUE(shows_slate());
  t.tell(programme_arrived{ready(small_programme(2))});
  t.run_for(minutes(1));
  EXPECT_FALSE(shows_slate());
}

TEST_F(an_outlived_programme, is_only_the_one_that_is_named) {
  t.tell(programme_outlived{sha256("another")});
  std::size_t before = starts();
  t.run_for(minutes(5));
  EXPECT_GT(starts(), before);
}

}  // namespace
}  // namespace bangtin::player::core
