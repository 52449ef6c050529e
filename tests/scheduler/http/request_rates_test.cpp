#include "scheduler/http/request_rates.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::http {
namespace {

// How many of `requests` at one instant may be made.
int allowed(request_rates& r, const std::string& sender, int requests, milliseconds now) {
  int n = 0;
  for (int i = 0; i < requests; ++i) n += r.ask(sender, now).count() == 0 ? 1 : 0;
  return n;
}

TEST(request_rates, allow_a_burst_and_then_a_rate) {
  request_rates r({.per_s = 10, .burst = 5});
  EXPECT_EQ(allowed(r, "a", 20, milliseconds(1'000)), 5);
  EXPECT_EQ(r.ask("a", milliseconds(1'000)), milliseconds(100)) << "until the next one";
  EXPECT_EQ(r.ask("a", milliseconds(1'099)), milliseconds(1));
  EXPECT_EQ(allowed(r, "a", 20, milliseconds(1'100)), 1);
  EXPECT_EQ(allowed(r, "a", 20, milliseconds(1'400)), 3);
  EXPECT_EQ(allowed(r, "a", 20, milliseconds(60'000)), 5) << "a rest gives the burst back, and no more";
}

TEST(request_rates, of_one_sender_do_not_touch_another) {
  request_rates r({.per_s = 10, .burst = 5});
  EXPECT_EQ(allowed(r, "screen a", 1'000, milliseconds(0)), 5);
  EXPECT_EQ(allowed(r, "screen b", 5, milliseconds(0)), 5);
}

TEST(request_rates, refused_requests_do_not_make_the_wait_longer) {
  request_rates r({.per_s = 10, .burst = 1});
  EXPECT_EQ(allowed(r, "a", 1'000, milliseconds(0)), 1);
  EXPECT_EQ(allowed(r, "a", 1, milliseconds(100)), 1);
}

TEST(request_rates, are_not_limited_by_zero) {
  request_rates r({.per_s = 0, .burst = 1});
  EXPECT_EQ(allowed(r, "a", 1'000, milliseconds(0)), 1'000);
}

TEST(request_rates, remember_a_bounded_number_of_senders_the_latest_ones) {
  request_rates r({.per_s = 1, .burst = 1});
  EXPECT_EQ(allowed(r, "busy", 2, milliseconds(0)), 1);
  for (std::size_t i = 0; i < 3 * request_rates::max_senders; ++i) {
    r.ask(std::to_string(i), milliseconds(0));
    if (i % 1'000 != 0) continue;
    EXPECT_GT(r.ask("busy", milliseconds(0)).count(), 0) << "it is not forgotten";
  }
  EXPECT_LE(r.senders(), request_rates::max_senders);
  EXPECT_GT(r.senders(), request_rates::max_senders * 3 / 4);
}

}  // namespace
}  // namespace bangtin::scheduler::http
