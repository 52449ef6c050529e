#include "scheduler/http/handshake_rates.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::http {
namespace {

constexpr milliseconds start{1'000'000};

// How many of `tries` handshakes a second, evenly spread, an address may make in these seconds.
int allowed(handshake_rates& r, const std::string& network, int tries, int seconds,
            milliseconds from = start) {
  int n = 0;
  for (int i = 0; i < tries * seconds; ++i) {
    if (r.ask(network, from + milliseconds(1'000 * i / tries)).count() == 0) ++n;
  }
  return n;
}

TEST(handshake_rates, slow_an_address_that_shows_no_credential) {
  handshake_rates r({});
  EXPECT_LE(allowed(r, "192.0.2.1", 1'000, 10), 50 + 5 * 10 + 1);
  handshake_rates another({});
  EXPECT_EQ(allowed(another, "192.0.2.2", 4, 10), 40) << "who comes rarely is not slowed";
}

TEST(handshake_rates, let_a_thousand_screens_of_one_address_come_back_at_once) {
  handshake_rates r({});
  r.showed_credential("192.0.2.7");
  int n = 0;
  for (int i = 0; i < 1'000; ++i) n += r.ask("192.0.2.7", start).count() == 0 ? 1 : 0;
  EXPECT_EQ(n, 1'000);
  EXPECT_GT(r.ask("192.0.2.7", start).count(), 0) << "somebody among them may be a crowd too";
}

TEST(handshake_rates, keep_a_crowd_of_many_addresses_from_those_with_a_credential) {
  handshake_rates r({});
  r.showed_credential("192.0.2.7");
  int strangers = 0;
  for (int second = 0; second < 10; ++second) {
    const milliseconds now = start + std::chrono::seconds(second);
    for (int i = 0; i < 5'000; ++i) {
      if (r.ask("198.51.100." + std::to_string(i % 1'000), now).count() == 0) ++strangers;
    }
    EXPECT_EQ(r.ask("192.0.2.7", now).count(), 0);
  }
  EXPECT_LE(strangers, 500 + 200 * 10 + 1);
}

// One address that is over its own rate must not use up what the strangers share.
TEST(handshake_rates, leave_the_shared_rate_to_those_within_their_own) {
  handshake_rates r({});
  (void)allowed(r, "198.51.100.1", 10'000, 2);
  EXPECT_EQ(r.ask("203.0.113.9", start + milliseconds(2'000)).count(), 0);
}

TEST(handshake_rates, say_when_to_come_again) {
  handshake_rates r({.strange = {.per_s = 2, .burst = 1}});
  ASSERT_EQ(r.ask("a", start).count(), 0);
  const milliseconds wait = r.ask("a", start);
  ASSERT_GT(wait.count(), 0);
  EXPECT_EQ(r.ask("a", start + wait).count(), 0);
}

TEST(handshake_rates, forget_the_address_that_was_silent_longest) {
  handshake_rates r({.known = {.per_s = 1, .burst = 100}, .strange = {.per_s = 1, .burst = 1}});
  for (std::size_t i = 0; i <= handshake_rates::max_known; ++i) r.showed_credential(std::to_string(i));
  const auto twice = [&](const std::string& network) {
    (void)r.ask(network, start);
    return r.ask(network, start).count() == 0;
  };
  EXPECT_FALSE(twice("0"));
  EXPECT_TRUE(twice("1"));
}

}  // namespace
}  // namespace bangtin::scheduler::http
