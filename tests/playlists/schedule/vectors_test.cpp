// Runs every case of tests/vectors through the timeline and through the slow model.
// tests/admin-cli/commands/vectors_test.cpp tests what the command prints.
#include "playlists/schedule/vectors.hpp"

#include <gtest/gtest.h>

#include "playlists/schedule/slow_model.hpp"

namespace bangtin::playlists::testing {
namespace {

class vectors : public ::testing::TestWithParam<std::string> {};

TEST_P(vectors, agree_with_the_timeline_and_the_slow_model) {
  told_case c = read_told(GetParam());
  for (const told_day& d : c.days) {
    const programme::screen* on = c.p.find_screen(d.screen);
    ASSERT_NE(on, nullptr) << d.screen;
    EXPECT_EQ(difference(c, d, as_told(c.p, slow_timeline(c.p, *on, d.day))), "") << "the slow model";
    EXPECT_EQ(difference(c, d, as_told(c.p, schedule::timeline(c.p, *on, d.day))), "") << "the timeline";
  }
}

INSTANTIATE_TEST_SUITE_P(all, vectors, ::testing::ValuesIn(told_names()), [](const auto& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(vectors, are_told_apart_when_they_differ) {
  told_case c = read_told("001-open");
  std::vector<told_slot> right = c.days[0].slots, wrong = right;
  ASSERT_EQ(right.size(), 3U);
  EXPECT_EQ(difference(c, c.days[0], right), "");
  wrong[1].reason = "every";
  EXPECT_NE(difference(c, c.days[0], wrong).find("- 07:00:20 07:00:40 a#0 share\n"), std::string::npos);
  EXPECT_NE(difference(c, c.days[0], wrong).find("+ 07:00:20 07:00:40 a#0 every\n"), std::string::npos);
  wrong = right;
  wrong.pop_back();
  EXPECT_NE(difference(c, c.days[0], wrong), "");
  wrong = right;
  wrong.push_back(right.back());
  EXPECT_NE(difference(c, c.days[0], wrong), "");
}

}  // namespace
}  // namespace bangtin::playlists::testing
