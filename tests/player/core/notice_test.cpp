// Emergency notices in the conductor: a notice that comes at every moment of an item's life, over every kind
// of picture, and the return to the plan afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/conductor.hpp"
#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;
using evidence::record_type;

active_notice notice_at(utc_ms issued, milliseconds length, const std::string& id = "0000aaaa") {
  active_notice n;
  n.id = id;
  n.number = issued.time_since_epoch().count();
  n.issued = issued;
  n.expires = issued + length;
  n.text = "Cảnh báo lũ\nSơ tán ngay đến trường tiểu học";
  return n;
}

const stage::text_card* card_on(const theatre& t) {
  return t.screen.empty() ? nullptr : std::get_if<stage::text_card>(&t.screen.back().what);
}
bool shows_notice(const theatre& t) {
  const stage::text_card* c = card_on(t);
  return c != nullptr && c->as == stage::text_card::style::notice;
}
std::string file_on(const theatre& t) {
  auto known = names_of_files().find(t.screen.back().file);
  return known == names_of_files().end() ? "" : known->second;
}

// A paired screen that has been playing at that instant.
struct theatre_at : theatre {
  theatre_at(utc_ms when, const playlists::programme::programme& p) : theatre(when - minutes(5)) {
    tell(paired_as{"lobby"});
    tell(programme_arrived{ready(p)});
    run_for(minutes(5));
  }
};

class a_notice : public ::testing::Test {
 protected:
  playlists::programme::programme p = small_programme();
  // The clip begins here (30 s), the poster 30 s later (10 s), the pages after it (3 x 5 s); 55 s in all.
  utc_ms clip = [this] {
    for (const playlists::schedule::slot& s : slots_of(p, the_day)) {
      if (s.from >= the_day + hours(9) && s.to - s.from == seconds(30)) return s.from;
    }
    return utc_ms();
  }();
};

TEST_F(a_notice, is_on_the_screen_with_the_next_frame_and_interrupts_what_plays) {
  theatre_at t(clip + seconds(10), p);
  ASSERT_EQ(file_on(t), "clip.mp4");
  stage::mono_ms told = t.now.mono;
  t.tell(notices_changed{{notice_at(t.now.utc, hours(2))}});
  t.run_for(milliseconds(50));
  ASSERT_TRUE(shows_notice(t));
  EXPECT_EQ(t.screen.back().from, told);
  EXPECT_EQ(card_on(t)->title, "Cảnh báo lũ");
  EXPECT_EQ(card_on(t)->lines, std::vector<std::string>{"Sơ tán ngay đến trường tiểu học"});
  EXPECT_EQ(t.c.showing().media, "notice");
  EXPECT_EQ(t.c.showing().programme_version, 1) << "the programme behind it is no older for that";
  EXPECT_THAT(t.notices_shown, testing::ElementsAre(testing::Pair("0000aaaa", clip + seconds(10))));
  std::vector<kept> plays = t.kept_plays();
  const kept& last = plays.back();
  ASSERT_TRUE(last.end);
  EXPECT_EQ(last.end->end->outcome, play_outcome::partial);
  EXPECT_EQ(last.end->end->reason, "interrupted-by-notice");
  EXPECT_EQ(last.end->end->shown, seconds(10));
  std::size_t before = plays.size();
  t.run_for(minutes(30));
  EXPECT_TRUE(shows_notice(t));
  EXPECT_EQ(t.kept_plays().size(), before) << "a notice leaves no play";
}

TEST_F(a_notice, is_followed_by_what_the_plan_has_by_then_when_it_is_stopped_and_when_it_ends) {
  for (bool stopped : {true, false}) {
    theatre_at t(clip + seconds(10), p);
    utc_ms end = clip + minutes(55) + seconds(12);  // twelve seconds into a later showing of the clip
    t.tell(notices_changed{{notice_at(t.now.utc, stopped ? hours(3) : end - t.now.utc)}});
    t.run_until(t.mono_of(end) - milliseconds(100));
    EXPECT_TRUE(shows_notice(t));
    t.run_for(milliseconds(stopped ? 100 : 101));
    if (stopped) t.tell(notices_changed{});
    t.run_for(seconds(1));
    EXPECT_EQ(file_on(t), "clip.mp4");
    const auto& joined = std::get<stage::picture_file>(t.screen.back().what);
    EXPECT_GE(joined.offset, seconds(12));
    EXPECT_LE(joined.offset, seconds(13)) << "as far on as it takes to decode it";
    EXPECT_THAT(t.notices_ended, testing::ElementsAre(testing::Pair("0000aaaa", end)));
    // Missed are the rest of that round (poster and pages) and 59 whole rounds of three; the clip is joined.
    ASSERT_EQ(t.notes.size(), 1u);
    EXPECT_EQ(t.notes[0].type, record_type::gap);
    EXPECT_EQ(t.notes[0].reason, "notice");
    EXPECT_EQ(t.notes[0].lost, 2 + 59 * 3);
    t.run_for(minutes(2));
    EXPECT_EQ(t.c.showing().media == "notice", false);
    EXPECT_EQ(t.kept_plays().back().start->play->planned_start > end, true);
  }
}

TEST_F(a_notice, outside_opening_hours_is_shown_and_leaves_the_dark_behind) {
  theatre t(the_day + hours(2));
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(p)});
  t.run_for(minutes(1));
  ASSERT_TRUE(std::holds_alternative<stage::blank>(t.screen.back().what));
  t.tell(notices_changed{{notice_at(t.now.utc, minutes(30))}});
  t.run_for(milliseconds(100));
  EXPECT_TRUE(shows_notice(t));
  t.run_for(minutes(31));
  EXPECT_TRUE(std::holds_alternative<stage::blank>(t.screen.back().what));
  EXPECT_TRUE(t.notes.empty()) << "no play was missed";
}

TEST_F(a_notice, lies_above_everything_also_above_the_clock_and_a_display_that_sleeps) {
  p.screens.front().clock = true;
  theatre_at t(clip + seconds(10), p);
  ASSERT_TRUE(t.overlays_given.back().second.clock);
  t.tell(notices_changed{{notice_at(t.now.utc, minutes(30))}});
  t.run_for(seconds(1));
  EXPECT_EQ(t.overlays_given.back().second, stage::overlays{});
  t.tell(notices_changed{});
  t.run_for(seconds(1));
  EXPECT_TRUE(t.overlays_given.back().second.clock);
  t.run_until(t.mono_of(the_day + hours(20)));
  ASSERT_FALSE(t.powers.back().second);
  utc_ms at = t.now.utc;
  t.tell(notices_changed{{notice_at(at, minutes(30))}});
  EXPECT_EQ(t.powers.back(), std::pair(at, true));
  t.run_for(hours(1));
  EXPECT_FALSE(t.powers.back().second);
}

TEST_F(a_notice, needs_no_programme_but_a_name) {
  theatre t(the_day + hours(9));
  t.tell(unpaired{"ABCD-EFGH", ""});
  t.tell(notices_changed{{notice_at(t.now.utc, hours(1))}});
  t.run_for(seconds(1));
  EXPECT_FALSE(shows_notice(t));
  t.tell(paired_as{"lobby"});
  t.tell(notices_changed{{notice_at(t.now.utc, hours(1))}});
  t.run_for(seconds(1));
  EXPECT_TRUE(shows_notice(t));
  t.tell(notices_changed{});
  t.run_for(seconds(1));
  ASSERT_NE(card_on(t), nullptr);
  EXPECT_EQ(card_on(t)->as == stage::text_card::style::notice, false);
}

TEST_F(a_notice, that_is_newer_goes_before_and_the_older_one_comes_back) {
  theatre_at t(clip + seconds(10), p);
  active_notice first = notice_at(t.now.utc, hours(2), "0000aaaa");
  t.tell(notices_changed{{first}});
  t.run_for(minutes(1));
  active_notice second = notice_at(t.now.utc, minutes(10), "0000bbbb");
  second.text = "Hai";
  t.tell(notices_changed{{second, first}});
  t.run_for(seconds(1));
  EXPECT_EQ(card_on(t)->title, "Hai");
  t.run_for(minutes(10));
  EXPECT_EQ(card_on(t)->title, "Cảnh báo lũ");
  EXPECT_EQ(t.notices_shown.size(), 2u) << "the one that comes back is not told anew";
  EXPECT_THAT(t.notices_ended, testing::ElementsAre(testing::Pair("0000bbbb", second.expires)));
}

TEST_F(a_notice, outlives_programmes_steps_of_the_clock_and_midnight) {
  theatre_at t(the_day + hours(17), p);
  active_notice n = notice_at(t.now.utc, hours(20));
  t.tell(notices_changed{{n}});
  t.run_for(minutes(1));
  p.version = 2;
  p.campaigns[0].share = 7;
  t.tell(programme_arrived{ready(p)});
  t.run_for(minutes(1));
  EXPECT_TRUE(shows_notice(t));
  t.step_clock(-minutes(10));
  t.run_for(minutes(1));
  EXPECT_TRUE(shows_notice(t));
  t.run_for(hours(19));
  EXPECT_TRUE(shows_notice(t));
  EXPECT_EQ(t.screen.back().id, t.screen[t.screen.size() - 1].id);
  // The wall clock gives the notice ten minutes more than the monotonic clock; both end it within two hours.
  t.run_until(stage::mono_ms(t.now.mono + hours(2)));
  EXPECT_FALSE(shows_notice(t));
  EXPECT_EQ(t.c.showing().programme_version, 2);
}

TEST_F(a_notice, ends_after_its_length_even_if_the_wall_clock_goes_back_for_ever) {
  theatre_at t(clip + seconds(10), p);
  t.tell(notices_changed{{notice_at(t.now.utc, minutes(30))}});
  for (int i = 0; i < 32; ++i) {
    t.run_for(minutes(1));
    t.step_clock(-minutes(1));
  }
  EXPECT_FALSE(shows_notice(t));
}

TEST_F(a_notice, goes_when_it_is_over_though_hardly_anything_is_left_of_the_item) {
  theatre_at t(clip + seconds(10), p);
  t.tell(notices_changed{{notice_at(t.now.utc, milliseconds(18'700))}});
  t.run_until(t.mono_of(clip + milliseconds(29'600)));
  EXPECT_FALSE(shows_notice(t));
  EXPECT_EQ(file_on(t), "slate.png");
}

TEST_F(a_notice, that_had_its_time_does_not_come_back_with_the_wall_clock) {
  theatre_at t(clip + seconds(10), p);
  active_notice n = notice_at(t.now.utc, minutes(30));
  t.tell(notices_changed{{n}});
  for (int i = 0; i < 32; ++i) {
    t.run_for(minutes(1));
    t.step_clock(-minutes(1));
  }
  ASSERT_FALSE(shows_notice(t));
  // By the wall clock it is still active, so the next change lists it again.
  t.tell(notices_changed{{n}});
  t.run_for(minutes(1));
  EXPECT_FALSE(shows_notice(t));
  EXPECT_EQ(t.notices_shown.size(), 1u);
}

TEST_F(a_notice, that_only_a_wrong_clock_ended_is_shown_again) {
  theatre_at t(clip + seconds(10), p);
  active_notice n = notice_at(t.now.utc, minutes(30));
  t.tell(notices_changed{{n}});
  t.run_for(minutes(1));
  t.step_clock(hours(2));
  t.run_for(minutes(1));
  EXPECT_FALSE(shows_notice(t));
  t.step_clock(-hours(2));
  t.tell(notices_changed{{n}});
  t.run_for(seconds(5));
  EXPECT_TRUE(shows_notice(t));
}

TEST_F(a_notice, with_a_picture_shows_it_and_its_text_when_the_picture_breaks) {
  for (bool breaks : {false, true}) {
    theatre_at t(clip + seconds(10), p);
    t.fate_of = [&](const prepare_cue& c) {
      theatre::fate f;
      if (breaks && c.file == file_named("other.png")) f.fails_after = milliseconds(100), f.ready_after = {};
      return f;
    };
    active_notice n = notice_at(t.now.utc, hours(1));
    n.media = notice_media{file_named("other.png"), false, {}};
    t.tell(notices_changed{{n}});
    t.run_for(seconds(5));
    EXPECT_EQ(shows_notice(t), breaks);
    EXPECT_EQ(file_on(t), breaks ? "" : "other.png");
    EXPECT_EQ(t.notices_shown.size(), 1u);
  }
}

TEST_F(a_notice, shows_its_text_until_its_picture_has_arrived) {
  theatre_at t(clip + seconds(10), p);
  active_notice n = notice_at(t.now.utc, hours(1));
  t.tell(notices_changed{{n}});
  t.run_for(seconds(5));
  ASSERT_TRUE(shows_notice(t));
  n.media = notice_media{file_named("other.png"), false, {}};
  t.tell(notices_changed{{n}});
  t.run_for(seconds(5));
  EXPECT_EQ(file_on(t), "other.png");
  EXPECT_EQ(t.notices_shown.size(), 1u);
  EXPECT_TRUE(t.notices_ended.empty());
}

TEST_F(a_notice, with_a_video_shows_it_again_and_again_without_a_hole) {
  theatre_at t(clip + seconds(10), p);
  active_notice n = notice_at(t.now.utc, minutes(10));
  n.media = notice_media{file_named("clip.mp4"), true, seconds(30)};
  std::size_t before = t.screen.size();
  t.tell(notices_changed{{n}});
  t.run_for(minutes(9));
  std::vector<happened> shown(t.screen.begin() + static_cast<std::ptrdiff_t>(before), t.screen.end());
  ASSERT_EQ(shown.size(), 18u);
  for (std::size_t i = 1; i < shown.size(); ++i) {
    EXPECT_EQ(shown[i].from, shown[i - 1].from + seconds(30));
    EXPECT_TRUE(std::get<stage::picture_file>(shown[i].what).sound);
  }
  EXPECT_LE(t.max_alive, 4u);
}

TEST_F(a_notice, goes_when_the_player_stops_and_is_not_told_as_over) {
  theatre_at t(clip + seconds(10), p);
  t.tell(notices_changed{{notice_at(t.now.utc, hours(1))}});
  t.run_for(minutes(1));
  t.tell(stopping{});
  t.run_for(seconds(1));
  EXPECT_TRUE(t.c.finished());
  EXPECT_TRUE(t.notices_ended.empty()) << "the next run shows it again";
}

// Whenever a notice comes and however long it lasts: every START has its END, nothing of the plan is shown
// while it is active, and afterwards the screen shows what the timeline says.
RC_GTEST_PROP(notices, at_any_moment_keep_the_books_and_the_plan, ()) {
  playlists::programme::programme p = small_programme();
  utc_ms begin = the_day + hours(8) + milliseconds(*rc::gen::inRange(0, 120'000));
  milliseconds length(*rc::gen::inRange(1, 200'000));
  milliseconds ready(*rc::gen::inRange(0, 3'000));
  milliseconds durable(*rc::gen::inRange(0, 450));
  bool breaks = *rc::gen::inRange(0, 4) == 0;
  theatre t(begin - minutes(2));
  t.fate_of = [&](const prepare_cue&) {
    theatre::fate f;
    f.ready_after = ready;
    if (breaks) f.breaks_after = seconds(3);
    return f;
  };
  t.durable_after = durable;
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{core::ready(p)});
  t.run_until(t.mono_of(begin));
  t.tell(notices_changed{{notice_at(begin, length)}});
  t.run_for(length - milliseconds(1));
  RC_ASSERT(shows_notice(t));
  stage::mono_ms over = t.now.mono;
  t.run_for(minutes(3));
  RC_ASSERT(!shows_notice(t));
  for (const happened& h : t.screen) {
    bool plan = !std::holds_alternative<stage::text_card>(h.what);
    RC_ASSERT(!plan || h.from <= t.mono_of(begin) || h.from >= over);
  }
  t.tell(stopping{});
  t.run_for(seconds(3));
  for (const kept& k : t.kept_plays()) {
    RC_ASSERT(k.start.has_value() == k.end.has_value());
    if (!k.end) continue;
    utc_ms planned = k.start->play->planned_start;
    bool cut = planned <= begin && planned + k.start->play->planned > begin + milliseconds(1'000);
    if (cut && k.end->end->shown * 100 < k.start->play->planned * 95 && !breaks) {
      // A slot that continues after the notice is joined, as a new play.
      bool joined = k.start->utc >= begin;
      RC_ASSERT(k.end->end->reason == (joined ? "late-join" : "interrupted-by-notice"));
    }
  }
  RC_ASSERT(t.max_alive <= 4u);
  RC_ASSERT(t.notices_ended.size() == 1u);
}

}  // namespace
}  // namespace bangtin::player::core
