// "Was that us?" as a table: what a screen's records support about one instant.
#include "evidence/report/shown_at.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/language.hpp"
#include "evidence/report/spans.hpp"

namespace bangtin::evidence::report {
namespace {

using namespace std::chrono_literals;

shown_play a_play() {
  shown_play p;
  p.on_glass = span(8h, 8h + 10s);
  p.ended = true;
  p.media = "a.mp4";
  return p;
}

// A screen that ran from 7:00 to 17:00, was closed from 11:30 to 13:30, and showed one play at 8:00.
screen_history a_day() {
  screen_history h;
  h.running = {span(7h, 17h)};
  h.closed = {span(0h, 7h), span(11h + 30min, 13h + 30min), span(17h, 24h)};
  h.plays = {a_play()};
  return h;
}

// It was stopped at 9:00 and started at 10:00; the next slot was due at 9:05.
void two_runs(screen_history& h) {
  h.running = {span(7h, 9h), span(10h, 17h)};
  h.silences = {{span(9h, 10h), {}, midnight + 9h + 5min}};
}

struct situation {
  const char* name;
  void (*change)(screen_history&);
  milliseconds at;
  std::string_view verdict, reason;
};

TEST(shown_at, says_what_the_records_support) {
  const situation cases[] = {
      {"the first instant of a play", [](screen_history&) {}, 8h, "ours", "play"},
      {"its last", [](screen_history&) {}, 8h + 9'999ms, "ours", "play"},
      {"just after it", [](screen_history&) {}, 8h + 10s, "unknown", "no-play"},
      {"a play without a display for a part of it",
       [](screen_history& h) { h.plays[0].why_not = "output-disconnected"; }, 8h, "unknown",
       "output-disconnected"},
      {"a play of which no frame was presented", [](screen_history& h) { h.plays[0].why_not = "not-shown"; },
       8h, "unknown", "not-shown"},
      {"a play on an output that nobody vouches for",
       [](screen_history& h) { h.plays[0].why_not = "output-unknown"; }, 8h, "unknown", "output-unknown"},
      {"an item that nobody approved", [](screen_history& h) { h.plays[0].why_not = "not-approved"; }, 8h,
       "unknown", "not-approved"},
      {"a play that claims too much", [](screen_history& h) { h.plays[0].why_not = "too-long"; }, 8h,
       "unknown", "too-long"},
      {"a play without an END", [](screen_history& h) { h.plays[0].ended = false; }, 8h, "unknown", "no-end"},
      {"a play of a fork", [](screen_history& h) { h.plays[0].verified = false; }, 8h, "unknown",
       "doubtful-records"},
      {"a fork beside the play",
       [](screen_history& h) {
         h.plays.push_back(a_play());
         h.plays[1].verified = false;
       },
       8h, "ours", "play"},
      {"a notice over the play", [](screen_history& h) { h.notices = {span(7h, 9h)}; }, 8h, "ours", "notice"},
      {"a notice in the middle of which the player was started again",
       [](screen_history& h) {
         two_runs(h);
         h.notices = {span(8h, 11h)};
       },
       9h + 30min, "unknown", "notice-restart"},
      {"a notice after which the player was started again",
       [](screen_history& h) {
         two_runs(h);
         h.notices = {span(8h, 9h + 45min)};
       },
       9h + 30min, "ours", "notice"},
      {"a notice after which nothing was recorded yet",
       [](screen_history& h) { h.notices = {span(16h, 19h)}; }, 18h, "ours", "notice"},
      {"closed at noon", [](screen_history&) {}, 12h, "dark", "closed"},
      {"before the first log", [](screen_history&) {}, 6h, "unknown", "records-missing"},
      {"between two logs",
       [](screen_history& h) {
         h.running = {span(7h, 9h), span(10h, 17h)};
       },
       9h + 30min, "unknown", "records-missing"},
      {"between two runs of a log", two_runs, 9h + 30min, "nothing", "player-off"},
      {"before a slot was due", two_runs, 9h + 4min, "unknown", "none-due"},
      {"at the slot that was due", two_runs, 9h + 5min, "nothing", "player-off"},
      {"between two runs without a plan",
       [](screen_history& h) {
         two_runs(h);
         h.silences[0].missed.reset();
       },
       9h + 30min, "unknown", "none-due"},
      {"between two runs at noon",
       [](screen_history& h) {
         h.running = {span(7h, 11h), span(14h, 17h)};
         h.silences = {{span(11h, 14h), {}, {}}};
       },
       12h, "nothing", "closed-or-off"},
      {"between two runs by a clock that may be wrong",
       [](screen_history& h) {
         two_runs(h);
         h.silences[0].bound = 20min;
       },
       9h + 10min, "unknown", "clock"},
      {"a play that a power cut ended",
       [](screen_history& h) {
         two_runs(h);
         h.plays[0].on_glass = span(9h, 9h + 12s);
         h.plays[0].ended = false;
       },
       9h + 5s, "unknown", "no-end"},
      {"after the last record", [](screen_history&) {}, 18h, "unknown", "no-records"},
      {"a screen that never spoke",
       [](screen_history& h) {
         h = {};
         h.plays = {a_play()};
         h.plays[0].on_glass = {};
       },
       8h, "unknown", "no-records"},
      {"a player without a display", [](screen_history& h) { h.no_display = {span(9h, 10h)}; }, 9h, "dark",
       "no-display"},
  };
  for (const situation& c : cases) {
    SCOPED_TRACE(c.name);
    screen_history h = a_day();
    c.change(h);
    shown_answer a = shown_at(h, midnight + c.at);
    EXPECT_EQ(to_string(a.verdict), c.verdict);
    EXPECT_EQ(a.reason, c.reason);
    EXPECT_EQ(a.play.has_value(), h.plays.front().on_glass.contains(midnight + c.at) &&
                                      c.reason != "notice" && c.reason != "doubtful-records");
    std::string sentence = in_english(shown_reason_text(a.reason));
    EXPECT_THAT(sentence, testing::Not(testing::HasSubstr("another reason")));
    EXPECT_EQ(sentence.find("bangtin status") != std::string::npos, c.reason == "doubtful-records");
  }
}

TEST(shown_at, takes_the_later_of_two_plays_that_a_restart_left) {
  screen_history h = a_day();
  shown_play again = a_play();
  again.on_glass = span(8h + 4s, 8h + 10s);
  h.plays.push_back(again);
  EXPECT_EQ(shown_at(h, midnight + 8h + 3s).play, 0U);
  EXPECT_EQ(shown_at(h, midnight + 8h + 5s).play, 1U);
}

// 999 plays were stacked into one slot: the one that counts is the answer.
TEST(shown_at, prefers_what_counts) {
  screen_history h = a_day();
  shown_play other = a_play();
  other.standing = play_verdict::uncounted;
  other.why_not = "slot-taken";
  h.plays.insert(h.plays.begin(), 3, other);
  h.plays.insert(h.plays.end(), 3, other);
  EXPECT_EQ(shown_at(h, midnight + 8h + 5s).play, 3U);
  EXPECT_EQ(shown_at(h, midnight + 8h + 5s).reason, "play");
  h.plays[3].standing = play_verdict::partial;
  EXPECT_EQ(shown_at(h, midnight + 8h + 5s).play, 3U);
}

TEST(shown_at, believes_none_of_two_unplanned_plays_at_once) {
  screen_history h = a_day();
  h.plays[0].standing = play_verdict::uncounted;
  EXPECT_EQ(to_string(shown_at(h, midnight + 8h + 5s).verdict), "ours");
  h.plays.push_back(h.plays[0]);
  h.plays[1].media = "b.mp4";
  EXPECT_EQ(to_string(shown_at(h, midnight + 8h + 5s).verdict), "unknown");
  EXPECT_EQ(shown_at(h, midnight + 8h + 5s).reason, "overlap");
}

TEST(shown_at, tells_when_the_clock_was_too_uncertain_to_decide) {
  screen_history h = a_day();
  h.plays[0].bound = 2s;
  EXPECT_TRUE(shown_at(h, midnight + 8h + 1s).near_a_change);
  EXPECT_FALSE(shown_at(h, midnight + 8h + 5s).near_a_change);
  EXPECT_TRUE(shown_at(h, midnight + 8h + 9s).near_a_change);
}

}  // namespace
}  // namespace bangtin::evidence::report
