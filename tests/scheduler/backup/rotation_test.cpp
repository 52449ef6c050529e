// When a nightly backup is due, and which ones stay.
#include "scheduler/backup/rotation.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bangtin::scheduler::backup {
namespace {

using namespace std::chrono_literals;

local_days day(int month, unsigned d) {
  return local_days(std::chrono::year(2026) / month / d);
}

TEST(a_nightly_backup, is_due_once_a_night_and_is_caught_up) {
  const nightly_plan at_two;
  struct row {
    const char* situation;
    milliseconds time;
    std::vector<local_days> there;
    std::optional<local_days> expected;
  };
  const local_days today = day(11, 30);
  for (const row& r :
       std::vector<row>{{"the first one is made at once", 15h, {}, today},
                        {"before the hour the first one is that of the night before", 1h, {}, day(11, 29)},
                        {"at the hour", 2h, {day(11, 29)}, today},
                        {"a minute before it", 2h - 1min, {day(11, 29)}, std::nullopt},
                        {"it is made already", 23h, {day(11, 29), today}, std::nullopt},
                        {"some nights were missed", 15h, {day(11, 1)}, today},
                        {"missed, and it is before the hour", 1h, {day(11, 1)}, day(11, 29)},
                        {"a file from the future says nothing", 15h, {day(12, 24)}, today}}) {
    EXPECT_EQ(due(today, r.time, at_two, r.there), r.expected) << r.situation;
  }
}

TEST(a_nightly_backup, goes_when_newer_ones_stand_for_it) {
  std::vector<local_days> all;
  for (local_days d = day(1, 1); d <= day(11, 30); d += std::chrono::days(1)) all.push_back(d);
  const std::vector<local_days> old = superseded({2h, 3, 2, 4}, all);
  std::set<local_days> kept(all.begin(), all.end());
  for (local_days d : old) kept.erase(d);
  // Monday, 30 November, begins a week; the week before ends on the 29th, which the days have already.
  EXPECT_EQ(kept, (std::set<local_days>{day(8, 31), day(9, 30), day(10, 31), day(11, 28), day(11, 29),
                                        day(11, 30)}));
}

TEST(a_nightly_backup, stays_where_it_is_the_only_one) {
  EXPECT_TRUE(superseded({2h, 0, 0, 0}, {day(1, 1)}).empty());
  EXPECT_EQ(superseded({2h, 0, 0, 0}, {day(1, 1), day(1, 2)}), std::vector<local_days>{day(1, 1)});
}

TEST(a_nightly_backup, has_its_night_in_its_name) {
  EXPECT_EQ(file_of(day(3, 7)), "bangtin-2026-03-07.tar");
  EXPECT_EQ(night_of("bangtin-2026-03-07.tar"), day(3, 7));
  for (const char* other : {"bangtin-2026-3-7.tar", "bangtin-2026-02-30.tar", ".bangtin-2026-03-07.tar.x1",
                            "bangtin-2026-03-07.tar.gz", "media", ""}) {
    EXPECT_EQ(night_of(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::backup
