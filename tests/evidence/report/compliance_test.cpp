// Planned against shown: a table of what can happen to one slot, pages, restarts, and the sum that must hold.
#include "evidence/report/compliance.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/report/spans.hpp"

namespace bangtin::evidence::report {
namespace {

using namespace std::chrono_literals;

// A month of one slot of 10 s, begun 8 h after midnight, with a player that ran all day.
screen_month one_slot() {
  screen_month m;
  m.screen = "lobby";
  m.planned = {{span(8h, 8h + 10s), "c"}};
  m.running = {span(7h, 17h)};
  return m;
}
judged_play play(play_verdict verdict, std::string reason, milliseconds shown) {
  return {span(8h, 8h + 10s), "c", verdict, std::move(reason), shown, false, midnight + 8h + 20s};
}

struct expected {
  milliseconds shown{}, partial{}, failed{}, off{}, offline{}, interrupted{}, unknown{};
  std::string cause;
};

TEST(compliance, says_what_became_of_a_slot) {
  auto with_play = [](judged_play p) {
    screen_month m = one_slot();
    m.plays = {std::move(p)};
    return m;
  };
  auto without = [](auto change) {
    screen_month m = one_slot();
    change(m);
    return m;
  };
  judged_play late = play(play_verdict::counted, "", 10s);
  late.received = midnight + 12h;
  judged_play dark = play(play_verdict::failed, "shown-short", 10s);
  dark.output_off = true;
  const struct {
    const char* name;
    screen_month month;
    expected due;
  } cases[] = {
      {"shown", with_play(play(play_verdict::counted, "", 10s)), {10s, 0s, 0s, 0s, 0s, 0s, 0s, ""}},
      {"shown without network", with_play(late), {10s, 0s, 0s, 0s, 10s, 0s, 0s, ""}},
      {"counted at 96 % is the whole slot",
       with_play(play(play_verdict::counted, "", 9'600ms)),
       {10s, 0s, 0s, 0s, 0s, 0s, 0s, ""}},
      {"cut by a notice",
       with_play(play(play_verdict::partial, "interrupted-by-notice", 4s)),
       {0s, 4s, 0s, 0s, 0s, 6s, 0s, "interrupted-by-notice"}},
      {"cut by a stop",
       with_play(play(play_verdict::partial, "stopped", 4s)),
       {0s, 4s, 0s, 6s, 0s, 0s, 0s, "player-off"}},
      {"cut by a file",
       with_play(play(play_verdict::partial, "decoder-crash", 4s)),
       {0s, 4s, 6s, 0s, 0s, 0s, 0s, "decoder-crash"}},
      {"failed",
       with_play(play(play_verdict::failed, "file-missing", 0s)),
       {0s, 0s, 10s, 0s, 0s, 0s, 0s, "file-missing"}},
      {"display off", with_play(dark), {0s, 0s, 0s, 10s, 0s, 0s, 0s, "no-display"}},
      {"uncounted",
       with_play(play(play_verdict::uncounted, "overlap", 10s)),
       {0s, 0s, 0s, 0s, 0s, 0s, 10s, "overlap"}},
      {"nothing though it ran", without([](screen_month&) {}), {0s, 0s, 10s, 0s, 0s, 0s, 0s, "not-shown"}},
      {"nothing during a notice",
       without([](screen_month& m) { m.notices = {span(7h, 9h)}; }),
       {0s, 0s, 0s, 0s, 0s, 10s, 0s, "interrupted-by-notice"}},
      {"nothing without a display",
       without([](screen_month& m) { m.no_display = {span(7h, 9h)}; }),
       {0s, 0s, 0s, 10s, 0s, 0s, 0s, "no-display"}},
      {"between two runs of a log",
       without([](screen_month& m) {
         m.running = {span(6h, 7h), span(9h, 10h)};
         m.off = {span(7h, 9h)};
       }),
       {0s, 0s, 0s, 10s, 0s, 0s, 0s, "player-off"}},
      {"between two logs",
       without([](screen_month& m) {
         m.running = {span(6h, 7h), span(9h, 10h)};
       }),
       {0s, 0s, 0s, 0s, 0s, 0s, 10s, "records-missing"}},
      {"before the first log",
       without([](screen_month& m) { m.running = {span(9h, 10h)}; }),
       {0s, 0s, 0s, 0s, 0s, 0s, 10s, "records-missing"}},
      {"after the last run",
       without([](screen_month& m) { m.running = {span(6h, 7h)}; }),
       {0s, 0s, 0s, 0s, 0s, 0s, 10s, "no-records"}},
      {"a screen that never spoke",
       without([](screen_month& m) { m.running = {}; }),
       {0s, 0s, 0s, 0s, 0s, 0s, 10s, "no-records"}},
      {"a play of another campaign",
       without([](screen_month& m) {
         m.plays = {play(play_verdict::counted, "", 10s)};
         m.plays[0].campaign = "other";
       }),
       {0s, 0s, 10s, 0s, 0s, 0s, 0s, "not-shown"}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    std::vector<compliance_row> rows = compliance_of(c.month);
    ASSERT_EQ(rows.size(), 1U);
    compliance_row due{"lobby",           "c",           10s,        c.due.shown,
                       c.due.partial,     c.due.failed,  c.due.off,  c.due.offline,
                       c.due.interrupted, c.due.unknown, c.due.cause};
    EXPECT_EQ(rows[0], due);
    std::vector<missing_hour> hours = missing_hours(c.month);
    ASSERT_EQ(hours.size(), c.due.cause.empty() ? 0U : 1U);
    for (const missing_hour& h : hours) {
      EXPECT_EQ(h.cause, c.due.cause);
      EXPECT_EQ(h.hour, midnight + 8h);
    }
  }
}

TEST(compliance, of_a_slot_that_a_restart_shows_twice_takes_the_better_play) {
  screen_month m = one_slot();
  m.plays = {play(play_verdict::partial, "stopped", 1s), play(play_verdict::counted, "", 9'600ms)};
  EXPECT_EQ(compliance_of(m)[0].shown, 10s);
  EXPECT_TRUE(missing_hours(m).empty());
}

TEST(compliance, gives_the_time_of_a_guide_to_its_first_pages) {
  screen_month m = one_slot();
  m.planned = {{span(8h, 8h + 10s), "c"}, {span(8h + 10s, 8h + 20s), "c"}, {span(8h + 20s, 8h + 30s), "c"}};
  judged_play p = play(play_verdict::partial, "interrupted-by-notice", 14s);
  p.planned.to = midnight + 8h + 30s;
  m.plays = {p};
  compliance_row row = compliance_of(m)[0];
  EXPECT_EQ(row.partial, 14s);
  EXPECT_EQ(row.interrupted, 16s);
}

RC_GTEST_PROP(compliance, gives_every_planned_second_one_fate, ()) {
  screen_month m;
  m.screen = "s";
  auto random_span = [] {
    auto from = std::chrono::seconds(*rc::gen::inRange(0, 7200));
    return span(from, from + std::chrono::seconds(*rc::gen::inRange(1, 600)));
  };
  utc_ms at = midnight;
  for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
    at += std::chrono::seconds(*rc::gen::inRange(0, 60));
    utc_ms to = at + std::chrono::seconds(*rc::gen::inRange(1, 120));
    m.planned.push_back({{at, to}, *rc::gen::element<std::string>("", "a", "b")});
    at = to;
  }
  for (const planned_slot& s : m.planned) {
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
      m.plays.push_back({s.when, s.campaign, static_cast<play_verdict>(*rc::gen::inRange(0, 4)),
                         *rc::gen::element<std::string>("", "stopped", "interrupted-by-notice", "x"),
                         std::chrono::seconds(*rc::gen::inRange(0, 200)), *rc::gen::arbitrary<bool>(),
                         s.when.to + std::chrono::minutes(*rc::gen::inRange(0, 20))});
    }
  }
  auto by_from = [](const time_span& a, const time_span& b) { return a.from < b.from; };
  for (auto* spans : {&m.running, &m.no_display, &m.notices}) {
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) spans->push_back(random_span());
    std::sort(spans->begin(), spans->end(), by_from);
  }
  milliseconds planned{}, missing{}, missing_by_hour{};
  for (const planned_slot& s : m.planned) planned += s.when.to - s.when.from;
  for (const compliance_row& r : compliance_of(m)) {
    RC_ASSERT(r.planned == r.shown + r.partial + r.failed + r.off + r.interrupted + r.unknown);
    RC_ASSERT(r.offline <= r.shown);
    RC_ASSERT(r.cause.empty() == (r.planned == r.shown + r.partial));
    planned -= r.planned;
    missing += r.planned - r.shown - r.partial;
  }
  for (const missing_hour& h : missing_hours(m)) {
    RC_ASSERT(!h.cause.empty());
    missing_by_hour += h.missing;
  }
  RC_ASSERT(planned == 0s);
  RC_ASSERT(missing == missing_by_hour);
}

}  // namespace
}  // namespace bangtin::evidence::report
