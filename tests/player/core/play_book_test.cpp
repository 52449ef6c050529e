// The play book, by tables: what END says after each way in which a segment can be closed, and when a play is
// finished. Then events in random orders: every play ends exactly once, whatever happens to it.
#include "player/core/play_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/small_programme.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;

const utc_ms at_nine = the_day + hours(9);
const presented all_of_it{seconds(10), 250, 0};
const presented half_of_it{seconds(5), 125, 3};
const digest clip_key = sha256(std::string_view("clip"));

evidence::play_facts facts(utc_ms start = at_nine, milliseconds planned = seconds(10)) {
  evidence::play_facts f;
  f.campaign = "outreach";
  f.media = "clip.mp4";
  f.planned_start = start;
  f.planned = planned;
  return f;
}

class a_play : public ::testing::Test {
 protected:
  play_book book;

  void open(play_token token = 1, std::vector<segment_number> segments = {7}) {
    book.open(token, facts(), clip_key, segments);
    book.saw_output(token, output_status::connected);
  }
  void start(play_token token = 1) {
    ASSERT_TRUE(book.request_start(token));
    book.start_durable(token);
  }
  // The END of the only play that is finished at `now`; empty if none is.
  std::optional<evidence::play_end> end(utc_ms now = at_nine) {
    std::vector<finished_play> all = book.finish(now, false);
    EXPECT_LE(all.size(), 1u);
    return all.empty() ? std::nullopt : std::optional(all.front().end);
  }
};

// ---- what END says

struct ending {
  const char* situation;
  void (*happens)(play_book&);
  play_outcome outcome;
  const char* reason;
};
void PrintTo(const ending& e, std::ostream* out) {
  *out << e.situation;
}

class a_started_play : public a_play, public ::testing::WithParamInterface<ending> {};

TEST_P(a_started_play, has_the_right_end) {
  open();
  start();
  EXPECT_FALSE(end()) << "a segment is open";
  GetParam().happens(book);
  std::optional<evidence::play_end> said = end();
  ASSERT_TRUE(said);
  EXPECT_EQ(said->outcome, GetParam().outcome);
  EXPECT_EQ(said->reason, GetParam().reason);
  EXPECT_TRUE(book.empty());
}
INSTANTIATE_TEST_SUITE_P(
    of_every_kind, a_started_play,
    ::testing::Values(ending{"shown", [](play_book& b) { b.segment_ended(1, 7, all_of_it); },
                             play_outcome::complete, ""},
                      ending{"shown half", [](play_book& b) { b.segment_ended(1, 7, half_of_it); },
                             play_outcome::partial, "shown-short"},
                      ending{"ended without a frame", [](play_book& b) { b.segment_ended(1, 7, {}); },
                             play_outcome::failed, "not-shown"},
                      ending{"failed in the middle",
                             [](play_book& b) { b.segment_failed(1, 7, half_of_it, "decoder-crash"); },
                             play_outcome::partial, "decoder-crash"},
                      ending{"failed at its very end",
                             [](play_book& b) { b.segment_failed(1, 7, all_of_it, "decoder-crash"); },
                             play_outcome::partial, "decoder-crash"},
                      ending{"never ready", [](play_book& b) { b.segment_given_up(1, 7, "not-ready"); },
                             play_outcome::failed, "not-ready"},
                      ending{"rejected: this reason counts",
                             [](play_book& b) {
                               b.blame(1, "late-join");
                               b.segment_rejected(1, 7, "quarantined");
                             },
                             play_outcome::failed, "quarantined"},
                      ending{"failed after a reason: the first counts",
                             [](play_book& b) {
                               b.blame(1, "late-join");
                               b.segment_failed(1, 7, half_of_it, "decoder-crash");
                             },
                             play_outcome::partial, "late-join"},
                      ending{"dropped", [](play_book& b) { b.segment_dropped(1, 7, "stage-lost"); },
                             play_outcome::failed, "stage-lost"},
                      ending{"withdrawn after START, and shown half",
                             [](play_book& b) {
                               b.withdraw(1, "programme-changed");
                               b.segment_ended(1, 7, half_of_it);
                             },
                             play_outcome::partial, "programme-changed"},
                      ending{"blamed, but nearly all was shown",
                             [](play_book& b) {
                               b.blame(1, "late-join");
                               b.segment_ended(1, 7, {milliseconds(9'500), 240, 0});
                             },
                             play_outcome::complete, ""},
                      ending{"interrupted by a notice, whatever was said before",
                             [](play_book& b) {
                               b.blame(1, "late-join");
                               b.interrupt("interrupted-by-notice");
                               b.segment_ended(1, 7, half_of_it);
                             },
                             play_outcome::partial, "interrupted-by-notice"}));

TEST_F(a_play, gathers_what_was_seen_of_all_its_pages) {
  open(1, {7, 8, 9});
  start();
  book.segment_ended(1, 7, {seconds(4), 1, 0});
  book.segment_ended(1, 8, {seconds(3), 1, 2});
  EXPECT_FALSE(end());
  book.segment_ended(1, 9, {seconds(3), 1, 0});
  std::optional<evidence::play_end> said = end();
  ASSERT_TRUE(said);
  EXPECT_EQ(said->shown, seconds(10));
  EXPECT_EQ(said->frames, 3);
  EXPECT_EQ(said->dropped, 2);
  EXPECT_EQ(said->outcome, play_outcome::complete);
}

TEST_F(a_play, loses_each_segment_once) {
  open(1, {7, 8});
  start();
  book.segment_given_up(1, 7, "not-ready");
  book.segment_dropped(1, 7, "not-ready");
  EXPECT_FALSE(end()) << "the second page is still to come";
  book.segment_ended(1, 8, half_of_it);
  EXPECT_TRUE(end());
}

TEST_F(a_play, that_broke_is_not_said_to_be_interrupted) {
  open(1, {7, 8});
  start();
  book.segment_failed(1, 7, half_of_it, "decoder-crash");
  book.interrupt("interrupted-by-notice");
  book.segment_dropped(1, 8, "interrupted-by-notice");
  EXPECT_EQ(end()->reason, "decoder-crash");
}

struct output_case {
  std::vector<output_status> seen;
  presented what;
  const char* said;
};
class an_output : public a_play, public ::testing::WithParamInterface<output_case> {};

TEST_P(an_output, is_the_worst_that_was_seen) {
  book.open(1, facts(), clip_key, {7});
  for (output_status o : GetParam().seen) book.saw_output(1, o);
  start();
  book.segment_ended(1, 7, GetParam().what);
  EXPECT_EQ(end()->output, GetParam().said);
}
using o = output_status;
INSTANTIATE_TEST_SUITE_P(
    of_every_kind, an_output,
    ::testing::Values(output_case{{o::connected}, all_of_it, "connected"},
                      output_case{{o::connected, o::disconnected, o::connected}, all_of_it, "disconnected"},
                      output_case{{o::connected, o::unknown}, all_of_it, "unknown"},
                      output_case{{o::unknown, o::disconnected}, all_of_it, "disconnected"},
                      output_case{{}, {}, "unknown"}));

// ---- START

TEST_F(a_play, may_be_shown_once_its_start_is_durable) {
  open();
  EXPECT_FALSE(book.latest_started());
  EXPECT_FALSE(book.may_show(1));
  std::optional<evidence::play_facts> said = book.request_start(1);
  EXPECT_EQ(said, facts());
  EXPECT_FALSE(book.request_start(1)) << "once";
  EXPECT_EQ(book.latest_started(), at_nine);
  EXPECT_FALSE(book.may_show(1));
  book.start_durable(1);
  EXPECT_TRUE(book.may_show(1));
  EXPECT_FALSE(book.start_refused(1)) << "an END that is refused is of no account";
  EXPECT_FALSE(book.start_timed_out(1));
}

TEST_F(a_play, whose_start_is_refused_is_shown_and_leaves_no_record) {
  open();
  book.request_start(1);
  EXPECT_TRUE(book.start_refused(1));
  EXPECT_TRUE(book.may_show(1));
  book.segment_ended(1, 7, all_of_it);
  EXPECT_FALSE(end());
  EXPECT_TRUE(book.empty());
}

TEST_F(a_play, whose_start_times_out_is_shown_and_does_not_count) {
  open();
  book.request_start(1);
  EXPECT_TRUE(book.start_timed_out(1));
  EXPECT_FALSE(book.start_timed_out(1)) << "noted once";
  EXPECT_TRUE(book.may_show(1));
  book.start_durable(1);
  book.segment_ended(1, 7, all_of_it);
  std::optional<evidence::play_end> said = end();
  ASSERT_TRUE(said);
  EXPECT_EQ(said->outcome, play_outcome::partial);
  EXPECT_EQ(said->reason, "start-late");
}

// ---- when it is finished

TEST_F(a_play, that_fails_ahead_of_time_waits_for_its_instant_and_then_asks_for_its_start) {
  open();
  book.segment_failed(1, 7, {}, "decoder-error");
  EXPECT_FALSE(end(at_nine - milliseconds(1)));
  EXPECT_EQ(book.next_finish(at_nine - milliseconds(1)), at_nine);
  std::vector<finished_play> all = book.finish(at_nine, false);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].needs_start);
  EXPECT_EQ(all[0].facts, facts());
  EXPECT_EQ(book.next_finish(at_nine), std::nullopt);
}

TEST_F(a_play, that_is_withdrawn_before_its_start_leaves_no_record) {
  open();
  book.withdraw(1, "programme-changed");
  EXPECT_FALSE(end());
  EXPECT_FALSE(book.empty()) << "its cue may be on its way";
  book.segment_dropped(1, 7, "programme-changed");
  EXPECT_FALSE(end(at_nine - seconds(3)));
  EXPECT_TRUE(book.empty());
}

TEST_F(a_play, ahead_is_forgotten_when_the_player_stops) {
  open(1);
  open(2);
  start(2);
  book.blame_all("stopped");
  for (play_token t : {1, 2}) book.segment_dropped(t, 7, "stopped");
  std::vector<finished_play> all = book.finish(at_nine - seconds(1), true);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].token, 2u);
  EXPECT_EQ(all[0].end.reason, "stopped");
  EXPECT_FALSE(all[0].needs_start);
  EXPECT_TRUE(book.empty());
}

TEST_F(a_play, that_is_not_under_way_changes_nothing) {
  book.blame(5, "x");
  book.withdraw(5, "x");
  book.segment_ended(5, 1, all_of_it);
  book.segment_failed(5, 1, all_of_it, "decoder-error");
  book.segment_given_up(5, 1, "x");
  book.segment_rejected(5, 1, "x");
  book.segment_dropped(5, 1, "x");
  book.saw_output(5, output_status::connected);
  book.start_durable(5);
  EXPECT_FALSE(book.request_start(5));
  EXPECT_FALSE(book.start_timed_out(5));
  EXPECT_FALSE(book.may_show(5));
  EXPECT_TRUE(book.start_refused(5)) << "a play was lost all the same";
  EXPECT_EQ(book.find(5), nullptr);
  EXPECT_TRUE(book.empty());
}

// ---- quarantine

TEST_F(a_play, that_fails_three_times_in_a_row_puts_its_item_in_quarantine) {
  for (play_token t = 1; t <= 3; ++t) {
    EXPECT_FALSE(book.is_quarantined(clip_key)) << t;
    open(t);
    book.segment_failed(t, 7, {}, "decoder-error");
    EXPECT_TRUE(end());
  }
  EXPECT_TRUE(book.is_quarantined(clip_key));
  EXPECT_FALSE(book.is_quarantined(sha256(std::string_view("another file"))));
  open(4);
  start(4);
  book.segment_ended(4, 7, all_of_it);
  end();
  EXPECT_FALSE(book.is_quarantined(clip_key)) << "it was shown";
}

TEST_F(a_play, that_fails_for_want_of_a_file_or_memory_counts_as_no_failure) {
  for (const char* reason : {"file-missing", "out-of-memory"}) {
    for (play_token t = 1; t <= 5; ++t) {
      open(t);
      book.segment_failed(t, 7, {}, reason);
      EXPECT_EQ(end()->reason, reason);
    }
    EXPECT_FALSE(book.is_quarantined(clip_key)) << reason;
  }
}

// ---- whatever happens, in whatever order

RC_GTEST_PROP(random_plays, end_once_and_claim_nothing_that_was_not_seen, ()) {
  play_book book;
  std::map<play_token, std::set<segment_number>> open;
  std::map<play_token, milliseconds> shown;
  std::set<play_token> started, refused, withdrawn, ended;
  play_token next = 1;
  utc_ms now = at_nine;
  auto settle = [&](bool stopping) {
    for (const finished_play& f : book.finish(now, stopping)) {
      RC_ASSERT(ended.insert(f.token).second);
      RC_ASSERT(open[f.token].empty());
      RC_ASSERT(f.end.shown == shown[f.token]);
      RC_ASSERT(f.needs_start == !started.contains(f.token));
      RC_ASSERT(!refused.contains(f.token));
      if (f.end.outcome == play_outcome::complete) RC_ASSERT(f.end.shown * 100 >= f.facts.planned * 95);
      RC_ASSERT((f.end.outcome == play_outcome::complete) == f.end.reason.empty());
    }
  };
  for (int step = *rc::gen::inRange(1, 120); step > 0; --step) {
    if (next == 1 || *rc::gen::inRange(0, 5) == 0) {
      std::vector<segment_number> segments;
      for (int n = *rc::gen::inRange(1, 4); n > 0; --n) segments.push_back(next * 10 + segment_number(n));
      book.open(next, facts(now + milliseconds(*rc::gen::inRange(-100, 4'000))), clip_key, segments);
      open[next].insert(segments.begin(), segments.end());
      ++next;
    }
    play_token t = *rc::gen::inRange<play_token>(1, next);
    bool known = book.contains(t);
    segment_number s = t * 10 + *rc::gen::inRange<segment_number>(1, 4);
    presented what{seconds(*rc::gen::inRange(0, 4)), *rc::gen::inRange(0, 3), 0};
    // The stage reports each segment only once.
    bool reports = known && open[t].contains(s);
    int what_happens = *rc::gen::inRange(0, 10);
    if (what_happens < 2 && reports) {
      what_happens == 0 ? book.segment_ended(t, s, what) : book.segment_failed(t, s, what, "decoder-error");
      shown[t] += what.shown;
      open[t].erase(s);
    } else if (what_happens < 5) {
      if (what_happens == 2) book.segment_dropped(t, s, "not-ready");
      if (what_happens == 3) book.segment_given_up(t, s, "not-ready");
      if (what_happens == 4) book.segment_rejected(t, s, "quarantined");
      if (known) open[t].erase(s);
    } else if (what_happens == 5) {
      if (book.request_start(t)) started.insert(t);
    } else if (what_happens == 6 && started.contains(t)) {
      if (*rc::gen::arbitrary<bool>()) {
        book.start_durable(t);
      } else if (known && book.start_refused(t)) {
        refused.insert(t);
      }
    } else if (what_happens == 7) {
      book.withdraw(t, "programme-changed");
      if (known && !started.contains(t)) withdrawn.insert(t);
    } else if (what_happens == 8) {
      book.interrupt("interrupted-by-notice");
    } else {
      now += milliseconds(*rc::gen::inRange(0, 1'500));
    }
    settle(false);
  }
  for (auto& [t, segments] : open) {
    for (segment_number s : segments) book.segment_dropped(t, s, "stopped");
    segments.clear();
  }
  now += hours(1);
  settle(false);
  RC_ASSERT(book.empty());
  for (play_token t = 1; t < next; ++t) {
    bool silent = refused.contains(t) || (withdrawn.contains(t) && !started.contains(t));
    RC_ASSERT(ended.contains(t) == !silent);
  }
}

}  // namespace
}  // namespace bangtin::player::core
