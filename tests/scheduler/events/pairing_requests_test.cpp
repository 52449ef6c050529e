#include "scheduler/events/pairing_requests.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

namespace bangtin::scheduler::events {
namespace {

using kind = pairing_requests::outcome::kind;
using std::chrono::minutes;
using std::chrono::seconds;

const utc_ms t0{milliseconds(1'000'000'000)};

// The n-th screen; every screen has its own code.
wire::pairing_request asking(int n, std::int64_t number = 1) {
  wire::pairing_request r;
  r.screen_key.value[0] = static_cast<std::uint8_t>(n);
  r.screen_key.value[1] = static_cast<std::uint8_t>(n >> 8);
  r.screen_key.value[2] = static_cast<std::uint8_t>(n >> 16);
  r.lookup = fmt::format("{:X}", 0x10000 + n).substr(0, 5);
  r.number = number;
  return r;
}

class pairing_table : public ::testing::Test {
 protected:
  pairing_requests table;
  utc_ms now = t0;
  kind ask(int n, const char* address = "10.0.0.1", std::int64_t number = 1) {
    return table.ask(asking(n, number), address, now).what;
  }
  bool waits(int n) { return table.find(asking(n).screen_key, now).has_value(); }
};

TEST_F(pairing_table, keeps_a_request_for_fifteen_minutes_after_its_last_repeat) {
  ask(1);
  now += minutes(10);
  ask(1);
  now += minutes(15);
  EXPECT_TRUE(waits(1));
  now += milliseconds(1);
  EXPECT_FALSE(waits(1));
  EXPECT_FALSE(table.lookup(asking(1).lookup, now));
  EXPECT_EQ(ask(2), kind::waits);
  EXPECT_EQ(table.size(), 1U);
}

TEST_F(pairing_table, keeps_nothing_for_ever_when_the_clock_is_set_back) {
  ask(1);
  now -= std::chrono::hours(1);
  EXPECT_FALSE(waits(1));
}

TEST_F(pairing_table, takes_only_a_newer_request_of_a_key_in_place_of_an_older_one) {
  ASSERT_EQ(ask(1, "10.0.0.1", 5), kind::waits);
  wire::pairing_request older = asking(1, 4), other = asking(1, 5), newer = asking(1, 6);
  older.lookup = other.lookup = newer.lookup = "ZZZZ";
  EXPECT_EQ(table.ask(older, "10.6.6.6", now).what, kind::old) << "a replay";
  EXPECT_EQ(table.ask(other, "10.6.6.6", now).what, kind::old);
  EXPECT_EQ(table.ask(other, "10.6.6.6", now).number, 5) << "a screen that lost count asks with more";
  EXPECT_EQ(table.find(older.screen_key, now)->asked, asking(1, 5));
  EXPECT_EQ(table.ask(newer, "10.0.0.1", now).what, kind::waits);
  EXPECT_FALSE(table.lookup(asking(1).lookup, now)) << "the code before";
  EXPECT_TRUE(table.lookup("ZZZZ", now));
}

TEST_F(pairing_table, gives_the_first_half_of_a_code_to_one_key_only) {
  ASSERT_EQ(ask(1), kind::waits);
  wire::pairing_request copy = asking(2);
  copy.lookup = asking(1).lookup;
  EXPECT_EQ(table.ask(copy, "10.6.6.6", now).what, kind::taken);
  EXPECT_EQ(table.lookup(copy.lookup, now)->asked.screen_key, asking(1).screen_key);
  now += minutes(16);
  EXPECT_EQ(table.ask(copy, "10.6.6.6", now).what, kind::waits) << "nobody has it any more";
}

TEST_F(pairing_table, forgets_what_is_answered_unless_it_asks_with_another_token) {
  ask(1);
  table.answered(asking(1).screen_key, sha256("another token"));
  EXPECT_TRUE(waits(1));
  table.answered(asking(1).screen_key, asking(1).token_sha256);
  EXPECT_FALSE(waits(1));
  EXPECT_FALSE(table.lookup(asking(1).lookup, now));
}

// ---- a crowd at the door

struct flood {
  const char* what;
  std::function<std::string(int)> address;  // of the n-th request
  int copies = 1;                           // how often each request comes
};
void PrintTo(const flood& f, std::ostream* out) {
  *out << f.what;
}
class a_flood : public pairing_table, public ::testing::WithParamInterface<flood> {
 protected:
  int next_ = 1'000;
  // A thousand requests in a second.
  void second_of_flood() {
    for (int i = 0; i < 1'000; ++i, ++next_) {
      for (int c = 0; c < GetParam().copies; ++c) table.ask(asking(next_), GetParam().address(next_), now);
    }
    now += seconds(1);
  }
};

TEST_P(a_flood, keeps_no_screen_out_and_takes_no_more_memory) {
  for (int s = 0; s < 5; ++s) second_of_flood();
  EXPECT_EQ(table.size(), max_pairing_requests);
  ASSERT_EQ(ask(1, "10.0.0.7"), kind::waits) << "a real screen comes at last, and is taken at once";
  EXPECT_TRUE(waits(1));
  // The screen asks each second what became of its request, and repeats it when it was dropped.
  int found = 0;
  for (int s = 0; s < 10; ++s) {
    second_of_flood();
    found += waits(1) ? 1 : 0;
    ASSERT_EQ(ask(1, "10.0.0.7"), kind::waits);
    EXPECT_TRUE(table.lookup(asking(1).lookup, now)) << "a person may type the code at any time";
  }
  EXPECT_GE(found, 9) << "it stays once a person has asked for it";
  EXPECT_EQ(table.size(), max_pairing_requests);
}

INSTANTIATE_TEST_SUITE_P(
    of_every_kind, a_flood,
    ::testing::Values(flood{"one address", [](int) { return "10.6.6.6"; }},
                      flood{"the screen's own address", [](int) { return "10.0.0.7"; }},
                      flood{"ten addresses", [](int n) { return fmt::format("10.6.6.{}", n % 10); }},
                      flood{"an address for each", [](int n) { return fmt::format("[2001:db8:{:x}]", n); }},
                      flood{"repeated", [](int) { return "10.6.6.6"; }, 3}));

TEST_F(pairing_table, drops_requests_of_the_address_that_has_the_most) {
  for (int i = 1; i <= 50; ++i) ASSERT_EQ(ask(i, "10.0.0.7"), kind::waits);
  for (int i = 51; i <= 5'000; ++i) ASSERT_EQ(ask(i, "10.6.6.6"), kind::waits);
  for (int i = 1; i <= 50; ++i) EXPECT_TRUE(waits(i)) << i;
  EXPECT_TRUE(waits(5'000));
  EXPECT_FALSE(waits(51));
}

TEST_F(pairing_table, lists_those_that_come_again_and_not_the_crowd) {
  for (int i = 1; i <= 300; ++i) ask(i);
  EXPECT_TRUE(table.waiting(50, now).empty());
  ask(7);
  ask(9);
  ASSERT_EQ(table.waiting(50, now).size(), 2U);
  EXPECT_EQ(table.waiting(1, now).size(), 1U);
  EXPECT_EQ(table.waiting(50, now)[0].address, "10.0.0.1");
}

}  // namespace
}  // namespace bangtin::scheduler::events
