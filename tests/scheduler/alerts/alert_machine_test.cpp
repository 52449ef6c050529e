#include "scheduler/alerts/alert_machine.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bangtin::scheduler::alerts {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
using enum alert_kind;
constexpr utc_ms start{milliseconds(1'791'590'400'000)};

observation seen(const std::string& screen, finding found, alert_kind kind = dark) {
  return {kind, screen, found, msg("is dark")};
}

// A site that is looked at every half minute.
class watching {
 public:
  explicit watching(alert_rules r = {}, const alert_memory& m = {}) : rules(r), machine(r, m) {}

  // Looks for this long; every message arrives.
  std::vector<alert_report> look(milliseconds how_long, const std::vector<observation>& at) {
    std::vector<alert_report> told;
    for (const utc_ms end = now + how_long; now < end; now += seconds(30)) {
      std::optional<alert_report> r = machine.step(now, at);
      if (!r) continue;
      if (arrives) {
        machine.delivered(now);
        told.push_back(*r);
      } else {
        machine.failed();
        ++tries;
      }
    }
    return told;
  }
  void restart() { machine = alert_machine(rules, memory_from_json(to_json(machine.memory(now))).value()); }

  alert_rules rules;
  utc_ms now = start;
  alert_machine machine;
  bool arrives = true;
  int tries = 0;
};

std::string short_form(const std::vector<alert_report>& told) {
  std::string text;
  for (const alert_report& r : told) {
    for (const alert_line& l : r)
      text += std::string(to_string(l.event)) + " " + std::string(to_string(l.kind)) + " " + l.screen + ", ";
    text += "| ";
  }
  return text;
}

struct step_row {
  const char* when;
  std::vector<std::pair<milliseconds, finding>> course;
  const char* told;
};

TEST(alert_machine, tells_what_lasts_and_what_is_over) {
  using enum finding;
  const std::vector<step_row> table{
      {"shorter than configured", {{minutes(9), present}, {hours(1), absent}}, ""},
      {"longer", {{minutes(15), present}}, "begins dark a, | "},
      {"longer, then over",
       {{minutes(15), present}, {minutes(15), absent}},
       "begins dark a, | ends dark a, | "},
      {"a short pause is none",
       {{minutes(15), present}, {minutes(4), absent}, {minutes(15), present}},
       "begins dark a, | "},
      {"over before it was told", {{minutes(11), present}, {hours(1), absent}}, ""},
      {"closed in between: open time counts",
       {{minutes(6), present}, {hours(12), unknown}, {minutes(3), present}},
       ""},
      {"closed in between, then longer",
       {{minutes(6), present}, {hours(12), unknown}, {minutes(8), present}},
       "begins dark a, | "},
      {"no end at night", {{minutes(15), present}, {hours(12), unknown}}, "begins dark a, | "},
      {"a reminder each day",
       {{hours(49), present}},
       "begins dark a, | goes_on dark a, | goes_on dark a, | "},
      {"no reminder at night", {{minutes(15), present}, {hours(30), unknown}}, "begins dark a, | "},
  };
  for (const step_row& row : table) {
    SCOPED_TRACE(row.when);
    watching w;
    std::vector<alert_report> all;
    for (const auto& [how_long, found] : row.course)
      for (alert_report& r : w.look(how_long, {seen("a", found)})) all.push_back(std::move(r));
    EXPECT_EQ(short_form(all), row.told);
  }
}

TEST(alert_machine, each_kind_has_its_own_time) {
  watching w;
  const std::vector<observation> all{seen("a", finding::present, late), seen("a", finding::present, full),
                                     seen("a", finding::present, hot), seen("a", finding::present, dark)};
  EXPECT_EQ(short_form(w.look(minutes(20), all)), "begins dark a, | begins hot a, | ");
  EXPECT_EQ(short_form(w.look(minutes(50), all)), "begins full a, | ");
  EXPECT_EQ(short_form(w.look(hours(1), all)), "begins late a, | ");
  EXPECT_EQ(w.machine.active(), 4U);
}

TEST(alert_machine, a_network_that_is_down_is_one_message) {
  watching w;
  std::vector<observation> all;
  for (int i = 0; i < 1000; ++i) all.push_back(seen("s" + std::to_string(i), finding::present));
  std::vector<alert_report> told = w.look(minutes(30), all);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].size(), 1000U);
  for (observation& o : all) o.found = finding::absent;
  told = w.look(minutes(30), all);
  ASSERT_EQ(told.size(), 1U) << "and so is its end";
  EXPECT_EQ(told[0].size(), 1000U);
}

TEST(alert_machine, screens_that_fail_one_after_the_other_share_messages) {
  watching w;
  std::vector<observation> all;
  std::size_t messages = 0, lines = 0;
  for (int i = 0; i < 240; ++i) {  // two hours
    all.push_back(seen("s" + std::to_string(i), finding::present));
    for (const alert_report& r : w.look(seconds(30), all)) {
      ++messages;
      lines += r.size();
    }
  }
  for (const alert_report& r : w.look(hours(1), all)) {
    ++messages;
    lines += r.size();
  }
  EXPECT_LE(messages, 18U) << "six an hour";
  EXPECT_EQ(lines, 240U) << "what a limit holds back is told in the next message";
}

TEST(alert_machine, a_restart_tells_nothing_again_and_forgets_no_end) {
  watching w;
  EXPECT_EQ(w.look(minutes(15), {seen("a", finding::present)}).size(), 1U);
  w.restart();
  EXPECT_EQ(short_form(w.look(hours(1), {seen("a", finding::present)})), "");
  w.now += hours(5);  // the daemon was off
  w.restart();
  EXPECT_EQ(short_form(w.look(minutes(4), {seen("a", finding::present), seen("b", finding::present)})), "")
      << "after the daemon was off, nobody has been heard of, and nothing is told at once";
  EXPECT_EQ(short_form(w.look(minutes(20), {seen("a", finding::absent), seen("b", finding::absent)})),
            "ends dark a, | ");
}

TEST(alert_machine, a_clock_that_jumps_raises_nothing) {
  watching w;
  (void)w.look(minutes(5), {seen("a", finding::present)});
  w.now += hours(9);
  EXPECT_EQ(short_form(w.look(minutes(2), {seen("a", finding::present)})), "");
  w.now -= hours(20);
  EXPECT_EQ(short_form(w.look(minutes(2), {seen("a", finding::present)})), "");
  EXPECT_EQ(short_form(w.look(minutes(10), {seen("a", finding::present)})), "begins dark a, | ");
}

TEST(alert_machine, a_screen_that_flaps_is_told_less_and_less) {
  watching w;
  std::size_t messages = 0;
  for (int i = 0; i < 36; ++i) {  // a day: 20 minutes dark, 20 minutes not
    messages += w.look(minutes(20), {seen("a", finding::present)}).size();
    messages += w.look(minutes(20), {seen("a", finding::absent)}).size();
  }
  EXPECT_LE(messages, 8U);
  EXPECT_GE(messages, 3U);
}

TEST(alert_machine, what_nobody_was_told_is_tried_again_more_and_more_slowly) {
  watching w;
  w.arrives = false;
  (void)w.look(hours(2), {seen("a", finding::present)});
  EXPECT_GE(w.tries, 5);
  EXPECT_LE(w.tries, 9);
  w.arrives = true;
  EXPECT_EQ(short_form(w.look(minutes(31), {seen("a", finding::present)})), "begins dark a, | ");
}

TEST(alert_machine, a_removed_screen_is_forgotten) {
  watching w;
  (void)w.look(minutes(15), {seen("a", finding::present)});
  EXPECT_EQ(short_form(w.look(hours(1), {})), "");
  EXPECT_TRUE(w.machine.memory(w.now).alerts.empty());
}

// ---- properties of any course of events

finding any_finding() {
  return *rc::gen::element(finding::absent, finding::present, finding::unknown);
}

RC_GTEST_PROP(alert_machine, people_are_told_in_turn_and_seldom_and_never_of_what_is_short, ()) {
  watching w;
  std::map<std::string, bool> believed;
  std::map<std::string, milliseconds> lasted;
  std::vector<utc_ms> sent;
  const std::vector<std::string> screens{"a", "b", "c"};
  const int phases = *rc::gen::inRange(1, 30);
  for (int phase = 0; phase < phases; ++phase) {
    std::vector<observation> all;
    for (const std::string& s : screens) all.push_back(seen(s, any_finding()));
    const int steps = *rc::gen::inRange(1, 80);
    if (*rc::gen::inRange(0, 6) == 0) w.restart();
    w.arrives = *rc::gen::inRange(0, 4) != 0;
    for (int i = 0; i < steps; ++i) {
      for (const observation& o : all)
        if (o.found == finding::present) lasted[o.screen] += seconds(30);
      for (const alert_report& r : w.look(seconds(30), all)) {
        sent.push_back(w.now);
        for (const alert_line& l : r) {
          RC_ASSERT(believed[l.screen] == (l.event != alert_event::begins));
          believed[l.screen] = l.event != alert_event::ends;
          if (l.event == alert_event::begins) RC_ASSERT(lasted[l.screen] >= minutes(10));
        }
        RC_ASSERT(std::ranges::count_if(sent, [&](utc_ms t) { return w.now - t < hours(1); }) <= 6);
      }
    }
  }
}

RC_GTEST_PROP(alert_machine, in_the_end_people_believe_what_is, ()) {
  watching w;
  std::map<std::string, bool> believed;
  auto hear = [&](const std::vector<alert_report>& told) {
    for (const alert_report& r : told)
      for (const alert_line& l : r) believed[l.screen] = l.event != alert_event::ends;
  };
  const int phases = *rc::gen::inRange(1, 12);
  for (int phase = 0; phase < phases; ++phase) {
    w.arrives = *rc::gen::inRange(0, 3) != 0;
    hear(w.look(minutes(*rc::gen::inRange(1, 90)), {seen("a", any_finding()), seen("b", any_finding())}));
  }
  w.arrives = true;
  hear(w.look(hours(4), {seen("a", finding::present), seen("b", finding::absent)}));
  RC_ASSERT(believed["a"]);
  RC_ASSERT(!believed["b"]);
}

// ---- the memory's format

TEST(alert_memory, comes_back_as_it_was) {
  const alert_memory m{{{hot, "chợ \"1\"", true, start, start + hours(1), 3, msg("is {} °C hot", 91)}},
                       {start, start + minutes(5)}};
  EXPECT_TRUE(memory_from_json(to_json(m)).value() == m);
  EXPECT_TRUE(memory_from_json(to_json({})).value() == alert_memory());
}

TEST(alert_memory, refuses_what_is_none) {
  for (const char* text : {"", "{}", "[]", R"({"bangtin":"alerts-2","alerts":[],"sent":[]})",
                           R"({"bangtin":"alerts-1","alerts":[{}],"sent":[]})",
                           R"({"bangtin":"alerts-1","alerts":[],"sent":["x"]})",
                           R"({"bangtin":"alerts-1","alerts":[],"sent":[-1]})"})
    EXPECT_FALSE(memory_from_json(text)) << text;
}

// The daemon is killed when a message is on its way, before or after it has told anybody.
TEST(alert_machine, tells_a_message_that_was_under_way_again_and_nothing_twice_after_it) {
  using enum finding;
  watching w;
  std::optional<alert_report> report;
  for (; !report; w.now += seconds(30)) report = w.machine.step(w.now, {seen("a", present)});
  alert_memory stored = w.machine.memory(w.now);
  stored.under_way = message_under_way{w.now, *report};
  const alert_memory read = memory_from_json(to_json(stored)).value();
  ASSERT_EQ(read, stored);
  const struct {
    bool arrives;
    finding after;
    const char* told;
  } rows[] = {{true, present, ""},
              {true, absent, "ends dark a, | "},
              {false, present, "begins dark a, | "},
              {false, absent, ""}};
  for (const auto& row : rows) {
    watching again({}, read);
    again.now = w.now;
    row.arrives ? again.machine.delivered(again.now) : again.machine.failed();
    EXPECT_EQ(short_form(again.look(hours(1), {seen("a", row.after)})), row.told) << row.arrives;
  }
}

TEST(alert_memory, refuses_a_message_under_way_that_is_none) {
  for (const char* bad :
       {R"({"at":-1,"lines":[]})", R"({"lines":[]})", R"({"at":1,"lines":[{}]})", R"({"at":1})", "1",
        R"({"at":1,"lines":[{"args":[],"event":"x","kind":"dark","screen":"a","since":1,"what":"b"}]})"})
    EXPECT_FALSE(memory_from_json(
        fmt::format(R"({{"alerts":[],"bangtin":"alerts-1","sent":[],"under_way":{}}})", bad)))
        << bad;
}

}  // namespace
}  // namespace bangtin::scheduler::alerts
