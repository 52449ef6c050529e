// A restored daemon goes on above what screens hold, and no screen uses the numbers up.
#include "scheduler/events/reported_numbers.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::events {
namespace {

const utc_ms issued{std::chrono::days(20'000)};

TEST(reported_numbers, are_believed_as_far_as_a_screen_would_follow) {
  reported_numbers r;
  r.start(40, issued);
  EXPECT_EQ(r.version(issued), 0);
  r.heard_version("a", 42);
  r.heard_version("b", 41);
  EXPECT_EQ(r.version(issued), 42);
  r.heard_version("a", 1040);
  EXPECT_EQ(r.version(issued), 1040);
  r.heard_version("a", 1041);
  EXPECT_EQ(r.version(issued), 41);
  ASSERT_EQ(r.not_believed(issued).size(), 1U);
  EXPECT_EQ(r.not_believed(issued)[0].screen, "a");
  EXPECT_FALSE(r.not_believed(issued)[0].is_notice);
  EXPECT_EQ(r.version(issued + std::chrono::days(1)), 1041);
  EXPECT_TRUE(r.not_believed(issued + std::chrono::days(1)).empty());
}

TEST(reported_numbers, do_not_climb_on_what_was_published_since_the_start) {
  reported_numbers r;
  r.start(40, issued);
  for (std::int64_t version : {1040, 2040, 3040}) {
    r.heard_version("a", version);
    EXPECT_LE(r.version(issued), 1040);
  }
}

TEST(reported_numbers, of_notices_are_times) {
  reported_numbers r;
  r.heard_notice("a", to_unix_ms(issued + std::chrono::minutes(10)));
  EXPECT_EQ(r.notice(issued), to_unix_ms(issued + std::chrono::minutes(10)));
  r.heard_notice("a", to_unix_ms(issued + std::chrono::minutes(10)) + 1);
  EXPECT_EQ(r.notice(issued), 0);
  ASSERT_EQ(r.not_believed(issued).size(), 1U);
  EXPECT_TRUE(r.not_believed(issued)[0].is_notice);
}

TEST(reported_numbers, of_a_daemon_without_a_programme_are_believed_to_the_first_thousand) {
  reported_numbers r;
  r.heard_version("a", 7);
  EXPECT_EQ(r.version(issued), 7);
  r.heard_version("a", 1001);
  EXPECT_EQ(r.version(issued), 0);
}

}  // namespace
}  // namespace bangtin::scheduler::events
