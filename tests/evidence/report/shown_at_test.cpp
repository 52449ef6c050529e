// "Was that us?" as a table: what a screen's records support about one instant.
#include "evidence/report/shown_at.hpp"

#include <gtest/gtest.h>

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
      {"a play without a display", [](screen_history& h) { h.plays[0].output_off = true; }, 8h, "dark",
       "no-display"},
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
      {"closed at noon", [](screen_history&) {}, 12h, "dark", "closed"},
      {"before the player ran", [](screen_history&) {}, 6h, "nothing", "player-off"},
      {"between two runs",
       [](screen_history& h) {
         h.running = {span(7h, 9h), span(10h, 17h)};
       },
       9h + 30min, "nothing", "player-off"},
      {"after the last record", [](screen_history&) {}, 18h, "unknown", "no-records"},
      {"a screen that never spoke", [](screen_history& h) { h = {}; }, 8h, "unknown", "no-records"},
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
    EXPECT_EQ(a.play.has_value(),
              c.reason == "play" || c.reason == "no-end" || (c.reason == "no-display" && c.at == 8h));
    EXPECT_FALSE(shown_reason_text(a.reason).empty());
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

TEST(shown_at, tells_when_the_clock_was_too_uncertain_to_decide) {
  screen_history h = a_day();
  h.plays[0].bound = 2s;
  EXPECT_TRUE(shown_at(h, midnight + 8h + 1s).near_a_change);
  EXPECT_FALSE(shown_at(h, midnight + 8h + 5s).near_a_change);
  EXPECT_TRUE(shown_at(h, midnight + 8h + 9s).near_a_change);
}

}  // namespace
}  // namespace bangtin::evidence::report
