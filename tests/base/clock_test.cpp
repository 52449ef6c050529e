#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace bangtin {
namespace {

TEST(unix_ms, are_milliseconds_since_1970_both_ways) {
  using namespace std::chrono_literals;
  struct {
    utc_ms time;
    std::int64_t ms;
  } const cases[] = {
      {utc_ms(), 0},
      {utc_ms(1ms), 1},
      {utc_ms(-1ms), -1},
      {std::chrono::sys_days(2026y / 10 / 10) + 7h, 1'791'615'600'000},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(to_unix_ms(c.time), c.ms);
    EXPECT_EQ(from_unix_ms(c.ms), c.time);
  }
}

}  // namespace
}  // namespace bangtin
