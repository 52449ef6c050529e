// What comes on a screen, as the daemon tells it.
#include "scheduler/api/schedule.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "playlists/schedule/timeline.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace programme = playlists::programme;

class schedules : public site {
 protected:
  schedules() { start(); }
  answer ask(const std::string& query) { return admin("GET", "/v1/screens/lobby/schedule" + query); }
};

TEST_F(schedules, are_the_timeline_of_the_published_programme) {
  EXPECT_EQ(ask("").status, 404) << "nothing is published";
  publish(1);
  const json::value v = parsed(ask("?max=3"));
  EXPECT_EQ(v.at("screen").as_string(), "lobby");
  EXPECT_EQ(v.at("version").as_int64(), 1);
  const json::array& slots = v.at("slots").as_array();
  ASSERT_EQ(slots.size(), 3U);
  EXPECT_LE(slots[0].at("from").as_int64(), clock_.ms);
  EXPECT_GT(slots[0].at("to").as_int64(), clock_.ms) << "the first one is on now";
  EXPECT_EQ(slots[1].at("from"), slots[0].at("to"));
  const json::value later = parsed(ask(fmt::format("?from={}&max=1", slots[2].at("from").as_int64())));
  EXPECT_EQ(later.at("slots").at(0), slots[2]);
  EXPECT_EQ(parsed(ask("")).at("slots").as_array().size(), 20U);
}

TEST_F(schedules, have_limits) {
  publish(1);
  struct row {
    const char* query;
    int status;
  };
  for (const row& r : {row{"?max=500", 200}, row{"?max=501", 422}, row{"?max=-1", 422}, row{"?max=x", 422},
                       row{"?from=x", 422}, row{"?from=-1", 422}, row{"?from=99999999999999999", 422},
                       row{"?from=253402300799999", 422}, row{"?from=1", 422}, row{"?from=86400000", 200}})
    EXPECT_EQ(ask(r.query).status, r.status) << r.query;
  EXPECT_EQ(admin("GET", "/v1/screens/nobody/schedule").status, 404);
}

// Every instant, every number of slots: what slots_from() tells is what the days' timelines have, in order.
TEST(schedules_of_a_screen, go_on_over_midnight_and_the_end_of_the_programme) {
  const utc_ms issued = from_unix_ms(1'791'590'400'000);
  const programme::programme p = small_programme(1, {}, issued);
  const programme::screen& on = p.screens[0];
  const programme::local_day day = playlists::schedule::day_of(p, issued);
  const playlists::schedule::planner planner(p, on);
  std::vector<playlists::schedule::slot> all;
  for (int i = 0; i < 3; ++i) {
    for (const playlists::schedule::slot& s : planner.day(day + std::chrono::days(i))) all.push_back(s);
  }
  for (std::size_t at = 0; at + 40 < all.size(); at += 997) {
    const auto told = api::slots_from(p, on, all[at].from, 40);
    ASSERT_EQ(told.size(), 40U);
    for (std::size_t i = 0; i < told.size(); ++i) {
      EXPECT_EQ(told[i].from, all[at + i].from);
      EXPECT_EQ(told[i].to, all[at + i].to);
    }
  }
  const auto after = api::slots_from(p, on, p.expires, 2);
  ASSERT_FALSE(after.empty());
  EXPECT_FALSE(after[0].campaign) << "beyond its end the screens show the slate";
  EXPECT_EQ(after[0].reason, "slate");
}

}  // namespace
}  // namespace bangtin::scheduler::test
