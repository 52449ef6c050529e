#include "scheduler/auth/failed_attempts.hpp"

#include <gtest/gtest.h>

#include "scheduler/auth/loopback.hpp"

namespace bangtin::scheduler::test {
namespace {

using auth::failed_attempts;
using std::chrono::seconds;

TEST(failed_attempts_of_one_network, are_answered_ten_times_and_then_every_six_seconds) {
  failed_attempts a;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(a.fail("10.0.0.7", seconds(1)), seconds(0)) << i;
  EXPECT_EQ(a.fail("10.0.0.7", seconds(1)), seconds(6));
  EXPECT_EQ(a.fail("10.0.0.7", seconds(2)), seconds(11));
  EXPECT_EQ(a.fail("10.0.0.7", seconds(19)), seconds(0)) << "after the wait";
  EXPECT_EQ(a.fail("10.0.0.8", seconds(2)), seconds(0)) << "another network";
}

TEST(failed_attempts_of_one_network, never_have_to_wait_longer_than_a_minute) {
  failed_attempts a;
  for (int i = 0; i < 1000; ++i) a.fail("10.0.0.7", seconds(1));
  EXPECT_EQ(a.fail("10.0.0.7", seconds(1)), seconds(60));
  EXPECT_EQ(a.fail("10.0.0.7", seconds(68)), seconds(0));
}

TEST(failed_attempts_of_one_network, are_forgiven) {
  failed_attempts a;
  for (int i = 0; i < 10; ++i) a.fail("10.0.0.7", seconds(0));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(a.fail("10.0.0.7", seconds(60)), seconds(0)) << i;
}

TEST(failed_attempts_of_one_network, tell_how_long_to_wait_before_the_next) {
  failed_attempts a;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(a.wait("10.0.0.7", seconds(1)), seconds(0)) << i;
    a.fail("10.0.0.7", seconds(1));
  }
  EXPECT_EQ(a.wait("10.0.0.7", seconds(1)), seconds(6));
  EXPECT_EQ(a.wait("10.0.0.7", seconds(5)), seconds(2)) << "asking counts nothing";
  EXPECT_EQ(a.wait("10.0.0.7", seconds(7)), seconds(0));
  EXPECT_EQ(a.fail("10.0.0.7", seconds(7)), seconds(0));
  EXPECT_EQ(a.wait("10.0.0.8", seconds(1)), seconds(0));
}

TEST(failed_attempts_of_many_networks, take_bounded_memory_and_keep_the_worst) {
  failed_attempts a{failed_attempts::limits{.max_keys = 8}};
  for (int i = 0; i < 30; ++i) a.fail("the worst", seconds(0));
  for (int i = 0; i < 100'000; ++i) a.fail(std::to_string(i), seconds(1));
  EXPECT_EQ(a.size(), 8U);
  EXPECT_GT(a.fail("the worst", seconds(1)), seconds(0));
}

TEST(loopback, is_this_machine_alone) {
  for (const char* own : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(auth::is_loopback(own)) << own;
  }
  for (const char* other : {"10.0.0.7", "::", "0.0.0.0", "::ffff:10.0.0.7", "fe80::1", "localhost", ""}) {
    EXPECT_FALSE(auth::is_loopback(other)) << other;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
