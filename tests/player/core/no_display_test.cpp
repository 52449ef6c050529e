// The conductor without a display: it plays and counts nothing, and says how much that was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "player/core/conductor.hpp"
#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;
using evidence::record_type;

const stage::output_state none{.connected = false, .no_display = true};
const stage::output_state there{true};

std::string newest_file(const theatre& t) {
  auto known = names_of_files().find(t.screen.back().file);
  return known == names_of_files().end() ? "" : known->second;
}
std::vector<evidence::record> gaps(const theatre& t, std::string_view reason) {
  std::vector<evidence::record> all;
  for (const evidence::record& r : t.notes) {
    if (r.type == record_type::gap && r.reason == reason) all.push_back(r);
  }
  return all;
}
std::int64_t lost(const theatre& t, std::string_view reason) {
  std::int64_t sum = 0;
  for (const evidence::record& r : gaps(t, reason)) sum += r.lost;
  return sum;
}

void go_on_air(theatre& t, const playlists::programme::programme& p) {
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(p)});
}

// The instants at which the day's plays begin. A day has one campaign: a clip of 30 s, a poster of 10 s and 3
// pages of 5 s, over and over.
std::vector<utc_ms> starts_of(const playlists::programme::programme& p, utc_ms from, utc_ms to) {
  std::vector<utc_ms> all;
  for (const playlists::schedule::slot& s : slots_of(p, from)) {
    if (s.campaign >= 0 && s.page <= 1 && s.from >= from && s.from < to) all.push_back(s.from);
  }
  return all;
}

class no_display_test : public ::testing::Test {
 protected:
  playlists::programme::programme p = small_programme();
  utc_ms clip = [this] {
    for (const playlists::schedule::slot& s : slots_of(p, the_day)) {
      if (s.from >= the_day + hours(9) && s.to - s.from == seconds(30)) return s.from;
    }
    return utc_ms();
  }();
};

TEST_F(no_display_test, a_start_without_a_display_plays_nothing_and_says_so) {
  theatre t(clip);
  t.tell(none);
  go_on_air(t, p);
  t.run_for(hours(1));
  EXPECT_TRUE(t.screen.empty());
  EXPECT_TRUE(t.plays.empty());
  EXPECT_EQ(t.c.showing().media, "no-display");
  EXPECT_EQ(t.c.showing().output, "disconnected");
  EXPECT_EQ(t.c.showing().programme_version, 1);
}

TEST_F(no_display_test, a_display_that_comes_is_played_on_from_that_instant) {
  theatre t(clip);
  t.tell(none);
  go_on_air(t, p);
  t.run_until(t.mono_of(clip + minutes(10) + seconds(15)));
  utc_ms came = t.now.utc;
  t.tell(there);
  t.run_for(milliseconds(300));
  EXPECT_FALSE(newest_file(t).empty());
  EXPECT_NE(t.c.showing().media, "no-display");
  t.run_for(minutes(2));
  ASSERT_FALSE(t.plays.empty());
  for (const kept& k : t.kept_plays()) EXPECT_GE(k.start->utc, came);
  // What was on at `came` is joined late and has a record; everything before it is in the GAP.
  std::size_t before = starts_of(p, clip, came).size() - 1;
  EXPECT_EQ(lost(t, "no-display"), static_cast<std::int64_t>(before));
}

TEST_F(no_display_test, what_was_on_show_ends_as_partial_and_nothing_begins) {
  theatre t(clip - minutes(1));
  go_on_air(t, p);
  t.run_until(t.mono_of(clip + seconds(10)));
  ASSERT_EQ(newest_file(t), "clip.mp4");
  t.tell(none);
  t.run_for(minutes(5));
  EXPECT_TRUE(std::holds_alternative<stage::blank>(t.screen.back().what));
  std::vector<kept> plays = t.kept_plays();
  ASSERT_TRUE(plays.back().end);
  EXPECT_EQ(plays.back().start->play->planned_start, clip);
  EXPECT_EQ(plays.back().end->end->outcome, play_outcome::partial);
  EXPECT_EQ(plays.back().end->end->reason, "no-display");
  EXPECT_EQ(plays.back().end->end->output, "disconnected");
  EXPECT_EQ(t.c.showing().media, "no-display");
}

TEST_F(no_display_test, it_does_not_wake_at_the_edge_of_an_overlay_that_it_shows_no_more) {
  p.tickers.push_back({{}, "", "Tin", {"all"}});
  p.tickers[0].hours = {{hours(0), hours(12)}};
  theatre t(the_day + hours(11) + minutes(59));
  go_on_air(t, p);
  t.run_for(seconds(30));
  t.tell(none);
  t.run_for(minutes(5));
  EXPECT_GE(t.c.next_wake(t.now) - t.now.mono, seconds(1));
}

TEST_F(no_display_test, it_does_not_wake_more_often_than_it_must) {
  theatre t(the_day + hours(20));  // closed, and so switched off
  go_on_air(t, p);
  t.run_for(minutes(3));
  ASSERT_FALSE(t.powers.empty());
  EXPECT_FALSE(t.powers.back().second);
  t.tell(none);
  EXPECT_GE(t.c.next_wake(t.now) - t.now.mono, seconds(9));
  std::size_t told = t.powers.size();
  t.tell(there);
  t.run_for(seconds(1));
  EXPECT_GT(t.powers.size(), told) << "a display that comes is told what to do";
  EXPECT_FALSE(t.powers.back().second);
}

TEST_F(no_display_test, each_day_is_noted_and_none_twice) {
  theatre t(the_day + hours(12));
  t.tell(none);
  go_on_air(t, p);
  t.run_for(hours(49));
  std::vector<evidence::record> noted = gaps(t, "no-display");
  ASSERT_EQ(noted.size(), 2U);
  utc_ms midnight = the_day + hours(24);
  EXPECT_EQ(noted[0].lost, static_cast<std::int64_t>(starts_of(p, the_day + hours(12), midnight).size()));
  EXPECT_EQ(noted[1].lost, static_cast<std::int64_t>(starts_of(p, midnight, midnight + hours(24)).size()));
  t.tell(stopping{});
  EXPECT_EQ(gaps(t, "no-display").size(), 3U) << "a stop notes the rest";
  EXPECT_TRUE(t.c.finished());
}

TEST_F(no_display_test, an_unpaired_screen_shows_its_code_once_there_is_a_display) {
  theatre t(clip);
  t.tell(none);
  t.tell(unpaired{"K7QF-2M9X", "http://daemon"});
  t.run_for(minutes(1));
  EXPECT_TRUE(t.screen.empty());
  t.tell(there);
  t.run_for(milliseconds(300));
  ASSERT_FALSE(t.screen.empty());
  const auto* card = std::get_if<stage::text_card>(&t.screen.back().what);
  ASSERT_NE(card, nullptr);
  EXPECT_EQ(card->as, stage::text_card::style::pairing);
  EXPECT_TRUE(gaps(t, "no-display").empty());
}

TEST_F(no_display_test, a_display_before_anything_is_known_shows_nothing) {
  theatre t(clip);
  t.tell(none);
  t.tell(there);
  t.run_for(seconds(1));
  EXPECT_TRUE(t.screen.empty());
}

TEST_F(no_display_test, another_programme_is_taken_and_each_counts_its_own_time) {
  theatre t(clip);
  t.tell(none);
  go_on_air(t, p);
  t.run_until(t.mono_of(clip + minutes(11)));
  playlists::programme::programme other = small_programme(2);
  t.tell(programme_arrived{ready(other)});
  EXPECT_EQ(gaps(t, "no-display").size(), 1U);
  EXPECT_EQ(t.c.showing().programme_version, 2) << "the screen is not behind";
  t.run_for(minutes(11));
  t.tell(there);
  t.run_for(seconds(1));
  EXPECT_EQ(t.c.showing().programme_version, 2);
  EXPECT_EQ(gaps(t, "no-display").size(), 2U);
}

active_notice a_flood(utc_ms issued, milliseconds length) {
  active_notice n;
  n.id = "0000aaaa";
  n.number = 1;
  n.issued = issued;
  n.expires = issued + length;
  n.text = "Cảnh báo lũ";
  return n;
}

TEST_F(no_display_test, a_notice_is_not_acknowledged_before_somebody_could_see_it) {
  theatre t(clip - minutes(1));
  t.tell(none);
  go_on_air(t, p);
  t.tell(notices_changed{{a_flood(t.now.utc, minutes(30))}});
  t.run_for(minutes(10));
  EXPECT_TRUE(t.notices_shown.empty());
  EXPECT_TRUE(t.screen.empty());
  t.tell(there);
  t.run_for(milliseconds(300));
  EXPECT_EQ(t.notices_shown.size(), 1U);
  EXPECT_EQ(t.c.showing().media, "notice");
  t.tell(none);
  EXPECT_EQ(t.c.showing().media, "no-display");
  t.run_for(minutes(25));
  EXPECT_EQ(t.notices_ended.size(), 1U) << "it expires all the same";
  t.tell(there);
  t.run_for(seconds(1));
  EXPECT_NE(t.c.showing().media, "notice");
}

TEST_F(no_display_test, a_step_of_the_clock_counts_no_plays) {
  theatre t(clip);
  t.tell(none);
  go_on_air(t, p);
  t.run_for(minutes(11));
  t.step_clock(hours(3));
  t.run_for(minutes(11));
  t.tell(there);
  t.run_for(seconds(1));
  EXPECT_LT(lost(t, "no-display"), 22 * 60 / 55 * 3 + 4);
  EXPECT_GT(lost(t, "no-display"), 22 * 60 / 55 * 3 - 8);
}

TEST_F(no_display_test, an_output_that_cannot_be_known_plays_on_and_says_so) {
  theatre t(clip - seconds(30));
  t.tell(stage::output_state{.connected = false, .known = false});
  go_on_air(t, p);
  t.run_until(t.mono_of(clip + minutes(1)));
  ASSERT_FALSE(t.kept_plays().empty());
  for (const kept& k : t.kept_plays()) {
    if (k.end) {
      EXPECT_EQ(k.end->end->output, "unknown");
    }
  }
  EXPECT_EQ(t.c.showing().output, "unknown");
}

// Whenever displays come and go: no picture and no START without one, and every planned play has a record, or
// is in a GAP, or lost its display while it was on or was about to begin.
RC_GTEST_FIXTURE_PROP(no_display_test, displays_that_come_and_go_lose_no_play_silently, ()) {
  theatre t(clip);
  go_on_air(t, p);
  std::size_t changes = *rc::gen::inRange<std::size_t>(1, 12);
  bool is_there = true;
  std::size_t pictures = 0;
  std::size_t starts_kept = 0;
  for (std::size_t i = 0; i < changes; ++i) {
    t.run_for(milliseconds(*rc::gen::inRange(1, 240'000)));
    if (!is_there) {
      RC_ASSERT(t.screen.size() == pictures);
      RC_ASSERT(t.plays.size() == starts_kept);
    }
    is_there = !is_there;
    t.tell(is_there ? there : none);
    t.run_for(milliseconds(1));
    pictures = t.screen.size();
    starts_kept = t.plays.size();
  }
  if (!is_there) t.tell(there);
  t.run_for(minutes(3));
  utc_ms end = t.now.utc - minutes(1);

  std::set<utc_ms> recorded;
  // One play may have two: before its display went, and from the next one on.
  for (const kept& k : t.kept_plays()) recorded.insert(k.start->play->planned_start);
  std::int64_t silent = 0;
  for (utc_ms s : starts_of(p, clip, end)) silent += recorded.contains(s) ? 0 : 1;
  // A play that began before a GAP's time and had no START yet, or whose rest was not worth joining.
  std::int64_t at_edges = static_cast<std::int64_t>(changes) + 1;
  RC_ASSERT(silent >= lost(t, "no-display"));
  RC_ASSERT(silent <= lost(t, "no-display") + lost(t, "missed") + at_edges);
}

}  // namespace
}  // namespace bangtin::player::core
