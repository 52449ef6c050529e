#include "scheduler/auth/sessions.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::test {
namespace {

using auth::sessions;
using std::chrono::hours;
using std::chrono::minutes;

const utc_ms start{hours(24 * 365 * 50)};

ledger::stored_session of(const std::string& user, const std::string& secret, utc_ms at) {
  return {sha256(secret), user, 1, at, at};
}

TEST(sessions_of_people, end_when_they_are_idle_or_old_or_lie_in_the_future) {
  struct row {
    milliseconds made_before, used_before;
    bool is_open;
  };
  const hours day(24);
  for (const row& r :
       {row{milliseconds(0), milliseconds(0), true}, row{hours(8), hours(8) - milliseconds(1), true},
        row{hours(8), hours(8), false}, row{7 * day - milliseconds(1), milliseconds(0), true},
        row{7 * day, milliseconds(0), false}, row{-hours(8), -hours(8), true},
        row{-hours(8) - milliseconds(1), -hours(8), false}}) {
    sessions all({{sha256("a"), "lan", 1, start - r.made_before, start - r.used_before}});
    EXPECT_EQ(all.find(sha256("a"), start) != nullptr, r.is_open)
        << r.made_before.count() << " " << r.used_before.count();
    EXPECT_EQ(all.superseded("hoa", start).empty(), r.is_open) << "one that has ended makes room for anybody";
  }
  EXPECT_EQ(sessions({of("lan", "a", start)}).find(sha256("b"), start), nullptr);
}

TEST(sessions_of_people, give_way_when_their_user_has_too_many) {
  sessions all({});
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(all.superseded("lan", start + hours(1)).empty()) << i;
    all.put(of("lan", std::to_string(i), start + minutes(i == 3 ? 0 : i + 1)));
  }
  all.put(of("hoa", "hers", start));
  EXPECT_EQ(all.superseded("lan", start + hours(1)), std::vector<digest>{sha256("3")})
      << "the one used first";
  all.mark_used(sha256("3"), start + minutes(30));
  EXPECT_EQ(all.superseded("lan", start + hours(1)), std::vector<digest>{sha256("0")});
}

TEST(sessions_of_people, are_stored_once_a_minute_when_they_are_used) {
  sessions all({of("lan", "a", start)});
  EXPECT_FALSE(all.has_used());
  all.mark_used(sha256("a"), start + milliseconds(59'999));
  EXPECT_FALSE(all.has_used());
  all.mark_used(sha256("a"), start + milliseconds(61'000));
  all.mark_used(sha256("a"), start + milliseconds(62'000));
  all.mark_used(sha256("unknown"), start + milliseconds(62'000));
  EXPECT_EQ(all.take_used(), (std::vector<std::pair<digest, utc_ms>>{{sha256("a"), start + minutes(1)}}));
  EXPECT_FALSE(all.has_used());
  all.mark_used(sha256("a"), start + minutes(3));
  all.erase(sha256("a"));
  EXPECT_FALSE(all.has_used()) << "what is gone is not stored";
}

}  // namespace
}  // namespace bangtin::scheduler::test
