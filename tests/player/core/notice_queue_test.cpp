// The notice queue, by tables and under random clocks: which notice is shown, when each ends, and which ones
// are acknowledged.
#include "player/core/notice_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/small_programme.hpp"

namespace bangtin::player::core {
namespace {

using ids = std::vector<std::string>;

active_notice a_notice_of(const std::string& id, int number, utc_ms issued, milliseconds length) {
  active_notice n;
  n.id = id;
  n.number = number;
  n.issued = issued;
  n.expires = issued + length;
  n.text = "Lũ";
  return n;
}

class a_notice_queue : public ::testing::Test {
 protected:
  notice_queue queue;
  time_reading now{the_day + hours(9), stage::mono_ms(1'000'000), clock_trust::synced};
  active_notice flood = a_notice_of("flood", 1, now.utc, minutes(30));
  active_notice storm = a_notice_of("storm", 2, now.utc, minutes(10));

  void pass(milliseconds by) {
    now.utc += by;
    now.mono += by;
  }
  ids update(const std::vector<active_notice>& active) { return queue.update(active, now.mono); }
};

TEST_F(a_notice_queue, shows_the_greatest_number_and_then_the_one_before_it) {
  EXPECT_TRUE(queue.empty());
  update({storm, flood});
  EXPECT_EQ(queue.current().id, "storm");
  pass(minutes(10));
  queue.expire(now);
  EXPECT_EQ(queue.current().id, "flood");
  pass(minutes(20));
  queue.expire(now);
  EXPECT_TRUE(queue.empty());
}

struct clock_case {
  const char* situation;
  milliseconds after;    // by the monotonic clock
  milliseconds stepped;  // by how much the wall clock gained on the monotonic clock
  bool holds;
  bool returns;  // the notice comes back when the daemon lists it again while the wall clock is right
};
void PrintTo(const clock_case& c, std::ostream* out) {
  *out << c.situation;
}
class an_expiry : public a_notice_queue, public ::testing::WithParamInterface<clock_case> {};

TEST_P(an_expiry, is_the_wall_clocks_but_no_later_than_its_length) {
  const clock_case& c = GetParam();
  update({flood});
  pass(c.after);
  now.utc += c.stepped;
  queue.expire(now);
  EXPECT_EQ(!queue.empty(), c.holds);
  now.utc -= c.stepped;
  update({flood});
  EXPECT_EQ(!queue.empty(), c.holds || c.returns);
}
INSTANTIATE_TEST_SUITE_P(
    by_both_clocks, an_expiry,
    ::testing::Values(clock_case{"just before its end", minutes(30) - milliseconds(1), {}, true, true},
                      clock_case{"at its end", minutes(30), {}, false, false},
                      clock_case{"the wall clock is ahead", minutes(1), hours(2), false, true},
                      clock_case{"the wall clock is behind", minutes(29), -hours(2), true, true},
                      clock_case{"behind, and its length is over", minutes(30), -hours(2), false, false}));

TEST_F(a_notice_queue, counts_its_length_from_when_it_was_first_heard_of) {
  pass(minutes(20));
  update({flood});
  for (int i = 0; i < 29; ++i) {
    pass(minutes(1));
    now.utc -= minutes(1);
    update({flood});  // repeating it prolongs nothing
    queue.expire(now);
    ASSERT_FALSE(queue.empty()) << i;
  }
  pass(minutes(1));
  now.utc -= minutes(1);
  queue.expire(now);
  EXPECT_TRUE(queue.empty());
}

TEST_F(a_notice_queue, keeps_an_expired_notice_expired_as_long_as_it_is_listed) {
  update({flood});
  pass(minutes(30));
  queue.expire(now);
  now.utc -= minutes(25);
  update({flood});
  EXPECT_TRUE(queue.empty());
  update({flood, storm});
  EXPECT_EQ(queue.current().id, "storm");
  queue.clear();
  update({flood});
  EXPECT_TRUE(queue.empty()) << "a new pairing does not bring it back";
  update({});
  update({flood});
  EXPECT_FALSE(queue.empty()) << "it was withdrawn and published again";
}

TEST_F(a_notice_queue, acknowledges_once_that_a_notice_is_on_show_and_that_it_is_over) {
  update({flood, storm});
  EXPECT_FALSE(queue.began("unknown"));
  EXPECT_TRUE(queue.began("storm"));
  EXPECT_FALSE(queue.began("storm"));
  EXPECT_EQ(update({flood, storm}), ids{});
  EXPECT_FALSE(queue.began("storm")) << "an update does not forget it";
  EXPECT_EQ(update({flood}), ids{"storm"}) << "stopped by the daemon";
  EXPECT_TRUE(queue.began("flood"));
  pass(minutes(30));
  EXPECT_EQ(queue.expire(now), ids{"flood"});
  EXPECT_EQ(queue.expire(now), ids{});
  EXPECT_EQ(update({}), ids{});
}

TEST_F(a_notice_queue, does_not_acknowledge_what_was_never_on_show) {
  update({flood, storm});
  EXPECT_EQ(update({flood}), ids{});
  pass(minutes(30));
  EXPECT_EQ(queue.expire(now), ids{});
}

TEST_F(a_notice_queue, shows_the_text_until_there_is_a_medium_that_can_be_shown) {
  notice_media picture{file_named("other.png"), false, {}}, video{file_named("clip.mp4"), true, seconds(9)};
  update({flood});
  EXPECT_EQ(queue.current_media(), nullptr);
  flood.media = picture;
  update({flood});
  ASSERT_NE(queue.current_media(), nullptr);
  EXPECT_EQ(*queue.current_media(), picture);
  queue.media_failed("flood");
  EXPECT_EQ(queue.current_media(), nullptr);
  update({flood});
  EXPECT_EQ(queue.current_media(), nullptr) << "the same medium failed";
  flood.media = video;
  update({flood});
  ASSERT_NE(queue.current_media(), nullptr);
  EXPECT_EQ(*queue.current_media(), video) << "another one is tried";
}

TEST_F(a_notice_queue, wakes_for_the_nearest_end_and_for_a_text_that_is_tried_again) {
  update({flood, storm});
  EXPECT_EQ(queue.next_change(now), now.mono + minutes(10));
  now.utc -= minutes(5);  // the storm has 15 minutes left by the wall clock, 10 by its length
  EXPECT_EQ(queue.next_change(now), now.mono + minutes(10));
  now.utc += minutes(8);  // now 7 by the wall clock
  EXPECT_EQ(queue.next_change(now), now.mono + minutes(7));
  queue.text_failed(now.mono);
  EXPECT_EQ(queue.retry_at(), now.mono + notice_queue::text_retry_delay);
  EXPECT_EQ(queue.next_change(now), queue.retry_at());
  pass(seconds(2));
  EXPECT_EQ(queue.next_change(now), now.mono + minutes(7) - seconds(2)) << "the retry is past";
}

// Whatever the wall clock does: no notice stays on show for longer than its length, and each is acknowledged
// as over exactly as often as it was acknowledged as on show.
RC_GTEST_PROP(random_notices, keep_within_their_length_and_are_acknowledged_in_pairs, ()) {
  notice_queue queue;
  time_reading now{the_day, stage::mono_ms(0), clock_trust::synced};
  std::vector<active_notice> listed;
  std::map<std::string, int> on_show, over;
  std::string current;
  stage::mono_ms current_since{};
  auto count_over = [&](const ids& all) {
    for (const std::string& id : all) ++over[id];
  };
  for (int step = *rc::gen::inRange(1, 80); step > 0; --step) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0: {
        std::string id = std::to_string(*rc::gen::inRange(0, 4));
        bool known = std::erase_if(listed, [&](const active_notice& n) { return n.id == id; }) > 0;
        milliseconds length(*rc::gen::inRange(-1'000, 60'000));
        if (!known) listed.push_back(a_notice_of(id, *rc::gen::inRange(1, 1'000), now.utc, length));
        count_over(queue.update(listed, now.mono));
        break;
      }
      case 1:
        now.utc += milliseconds(*rc::gen::inRange(-90'000, 90'000));
        break;
      case 2:
        if (!queue.empty() && queue.began(queue.current().id)) ++on_show[queue.current().id];
        break;
      default: {
        milliseconds by(*rc::gen::inRange(0, 20'000));
        now.utc += by;
        now.mono += by;
        count_over(queue.update(listed, now.mono));
        break;
      }
    }
    count_over(queue.expire(now));
    std::string shown = queue.empty() ? "" : queue.current().id;
    if (shown != std::exchange(current, shown)) current_since = now.mono;
    if (queue.empty()) continue;
    RC_ASSERT(now.utc < queue.current().expires);
    RC_ASSERT(now.mono - current_since < queue.current().expires - queue.current().issued);
    RC_ASSERT(queue.next_change(now) > now.mono);
  }
  count_over(queue.update({}, now.mono));
  for (const auto& [id, times] : on_show) RC_ASSERT(over[id] == times);
}

}  // namespace
}  // namespace bangtin::player::core
