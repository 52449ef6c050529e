#include "scheduler/events/pairing_requests.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::events {
namespace {

wire::pairing_request asking(int n) {
  wire::pairing_request r;
  r.screen_key.value[0] = static_cast<std::uint8_t>(n);
  r.lookup = n % 2 == 0 ? "AAAA" : "BBBB";
  return r;
}

TEST(pairing, a_request_waits_for_fifteen_minutes_after_its_last_repeat) {
  pairing_requests board;
  utc_ms t0{milliseconds(1'000'000'000)};
  ASSERT_TRUE(board.ask(asking(1), t0));
  ASSERT_TRUE(board.ask(asking(1), t0 + std::chrono::minutes(10)));
  EXPECT_TRUE(board.find(asking(1).screen_key, t0 + std::chrono::minutes(25)));
  EXPECT_FALSE(board.find(asking(1).screen_key, t0 + std::chrono::minutes(25) + milliseconds(1)));
}

TEST(pairing, a_clock_set_back_keeps_nothing_for_ever) {
  pairing_requests board;
  utc_ms t0{milliseconds(1'000'000'000)};
  ASSERT_TRUE(board.ask(asking(1), t0));
  EXPECT_FALSE(board.find(asking(1).screen_key, t0 - std::chrono::hours(1)));
}

TEST(pairing, at_most_a_hundred_wait_and_those_may_repeat) {
  pairing_requests board;
  utc_ms t0{milliseconds(1'000'000'000)};
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(board.ask(asking(i), t0));
  EXPECT_EQ(board.ask(asking(100), t0).error().code, errc::limit);
  EXPECT_TRUE(board.ask(asking(99), t0));
  EXPECT_EQ(board.lookup("AAAA", t0).size(), 50U);
  board.answered(asking(0).screen_key, sha256("another token"));
  EXPECT_TRUE(board.find(asking(0).screen_key, t0)) << "it asks again, with another token";
  board.answered(asking(0).screen_key, asking(0).token_sha256);
  EXPECT_TRUE(board.ask(asking(100), t0));
}

}  // namespace
}  // namespace bangtin::scheduler::events
