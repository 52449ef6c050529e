#include "playlists/schedule/rotation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>

#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

std::vector<std::int32_t> items(schedule::rotation r, int count) {
  std::vector<std::int32_t> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(r.item());
    EXPECT_EQ(r.item(), all.back()) << "asking changes nothing";
    r.advance();
  }
  return all;
}

programme::local_day day_number(int n) {
  return programme::local_day(std::chrono::days(n));
}

const std::uint64_t seed = schedule::shuffle_seed("c");

TEST(the_step_of_a_sequence, is_the_nearest_coprime_to_the_golden_section) {
  const std::vector<std::pair<std::int64_t, std::int64_t>> known{{1, 1},  {2, 1},  {3, 2},    {4, 3},
                                                                 {5, 3},  {6, 5},  {7, 4},    {8, 5},
                                                                 {10, 7}, {12, 7}, {100, 61}, {1000, 617}};
  for (auto [n, step] : known) EXPECT_EQ(schedule::start_step(n), step) << n;
  for (std::int64_t n = 1; n <= 3000; ++n) {
    std::int64_t found = schedule::start_step(n);
    ASSERT_EQ(std::gcd(found, n), 1) << n;
    for (std::int64_t other = 0; other <= n; ++other) {
      if (std::gcd(other, n) != 1) continue;
      std::int64_t distance = std::llabs(other * 1000 - n * 618);
      std::int64_t ours = std::llabs(found * 1000 - n * 618);
      ASSERT_TRUE(ours < distance || (ours == distance && found <= other)) << n << " " << other;
    }
  }
}

TEST(a_sequence, begins_each_day_a_step_further_and_visits_every_beginning) {
  for (int n : {1, 2, 3, 7, 10}) {
    std::int64_t step = schedule::start_step(n);
    std::set<std::int32_t> starts;
    for (int d = 20'000; d < 20'000 + n; ++d) {
      schedule::rotation r(programme::item_order::sequential, seed, n, step, day_number(d));
      EXPECT_EQ(r.item(), d * step % n);
      starts.insert(r.item());
    }
    EXPECT_EQ(starts.size(), static_cast<std::size_t>(n));
  }
  EXPECT_EQ(items(schedule::rotation(programme::item_order::sequential, seed, 3, 2, day_number(1)), 5),
            (std::vector<std::int32_t>{2, 0, 1, 2, 0}));
  EXPECT_EQ(schedule::rotation(programme::item_order::sequential, seed, 3, 2, day_number(-1)).item(), 1)
      << "(-1 * 2) mod 3";
}

TEST(a_shuffle, plays_every_item_once_a_cycle_and_none_twice_in_a_row) {
  for (int n : {1, 2, 3, 5, 40, 4096, 4097, 5000}) {
    for (int d = 0; d < (n > 1000 ? 5 : 100); ++d) {
      auto all = items(schedule::rotation(programme::item_order::shuffle, seed, n, 1, day_number(d)), n * 4);
      for (int cycle = 0; cycle < 4; ++cycle) {
        std::set<std::int32_t> seen(all.begin() + cycle * n, all.begin() + (cycle + 1) * n);
        ASSERT_EQ(seen.size(), static_cast<std::size_t>(n)) << n << " items, day " << d;
        ASSERT_EQ(*seen.rbegin(), n - 1);
        ASSERT_EQ(*seen.begin(), 0);
      }
      if (n > 1) {
        ASSERT_EQ(std::adjacent_find(all.begin(), all.end()), all.end()) << n << " items, day " << d;
      }
    }
  }
}

TEST(a_shuffle, follows_from_campaign_and_day_alone) {
  for (int n : {40, 5000}) {
    auto order = [&](std::string_view name, int d) {
      return items(schedule::rotation(programme::item_order::shuffle, schedule::shuffle_seed(name), n, 1,
                                      day_number(d)),
                   n);
    };
    EXPECT_EQ(order("a", 7), order("a", 7));
    EXPECT_NE(order("a", 7), order("a", 8));
    EXPECT_NE(order("a", 7), order("b", 7));
  }
}

TEST(a_shuffle, deals_every_order_about_as_often) {
  std::map<std::vector<std::int32_t>, int> seen;
  for (int d = 0; d < 6000; ++d)
    ++seen[items(schedule::rotation(programme::item_order::shuffle, seed, 3, 1, day_number(d)), 3)];
  ASSERT_EQ(seen.size(), 6U);
  for (const auto& [order, times] : seen) EXPECT_NEAR(times, 1000, 150);
  std::map<std::int32_t, int> first;  // for a long list: which quarter comes first
  for (int d = 0; d < 4000; ++d)
    ++first[schedule::rotation(programme::item_order::shuffle, seed, 6000, 1, day_number(d)).item() / 1500];
  for (const auto& [quarter, times] : first) EXPECT_NEAR(times, 1000, 150);
}

}  // namespace
}  // namespace bangtin::playlists::testing
