#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/counts.hpp"
#include "evidence/sample_records.hpp"

namespace bangtin::evidence {
namespace {

play_context approved() {
  return {true, false, "2026-10-10", "service-centre", "IV.3.c", "III.2", "Định danh mức 2"};
}

enum class column { counted, partial, failed };

struct situation {
  const char* name;
  void (*change)(record& end, play_context& context);
  column expected;
};

const situation situations[] = {
    {"complete", [](record&, play_context&) {}, column::counted},
    {"95 percent shown", [](record& e, play_context&) { e.end->shown = milliseconds(11'400); },
     column::counted},
    {"a millisecond less than 95 percent",
     [](record& e, play_context&) { e.end->shown = milliseconds(11'399); }, column::partial},
    {"94.9 percent of a long play",
     [](record& e, play_context&) {
       e.play->planned = milliseconds(1'000'000);
       e.end->shown = milliseconds(949'999);
     },
     column::partial},
    {"longer than planned", [](record& e, play_context&) { e.end->shown = milliseconds(12'040); },
     column::counted},
    {"output disconnected", [](record& e, play_context&) { e.end->output = "disconnected"; }, column::failed},
    {"output disconnected, whatever a technician says",
     [](record& e, play_context& c) {
       e.end->output = "disconnected";
       c.unknown_output_counts = true;
     },
     column::failed},
    {"output not known", [](record& e, play_context&) { e.end->output = "unknown"; }, column::failed},
    {"output not known, and assumed or under the old rule",
     [](record& e, play_context& c) {
       e.end->output = "unknown";
       c.unknown_output_counts = true;
     },
     column::counted},
    {"partial and output not known",
     [](record& e, play_context&) {
       e.end->outcome = play_outcome::partial;
       e.end->output = "unknown";
     },
     column::failed},
    {"output that no screen writes", [](record& e, play_context&) { e.end->output = "assumed"; },
     column::failed},
    {"no frame", [](record& e, play_context&) { e.end->frames = 0; }, column::failed},
    {"not approved", [](record&, play_context& c) { c.approved = false; }, column::failed},
    {"nothing planned", [](record& e, play_context&) { e.play->planned = milliseconds(0); }, column::partial},
    {"partial", [](record& e, play_context&) { e.end->outcome = play_outcome::partial; }, column::partial},
    {"partial though all was shown", [](record& e, play_context&) { e.end->outcome = play_outcome::partial; },
     column::partial},
    {"partial and output disconnected",
     [](record& e, play_context&) {
       e.end->outcome = play_outcome::partial;
       e.end->output = "disconnected";
     },
     column::failed},
    {"stopped before its first frame",
     [](record& e, play_context&) {
       e.end->outcome = play_outcome::partial;
       e.end->reason = "stopped";
       e.end->frames = 0;
       e.end->output = "unknown";
     },
     column::partial},
    {"partial and not approved",
     [](record& e, play_context& c) {
       e.end->outcome = play_outcome::partial;
       c.approved = false;
     },
     column::failed},
    {"failed", [](record& e, play_context&) { e.end->outcome = play_outcome::failed; }, column::failed},
};

TEST(counts, every_play_goes_into_exactly_one_column) {
  for (const situation& s : situations) {
    SCOPED_TRACE(s.name);
    record start = sample::start(8);
    record end = sample::end(9, 8);
    play_context context = approved();
    s.change(end, context);
    EXPECT_EQ(is_counted(end, context), s.expected == column::counted);
    count_table table;
    add_play(table, "lobby", start, end, context);
    ASSERT_EQ(table.size(), 1U);
    const count_values& v = table.begin()->second;
    EXPECT_EQ(v.plays, s.expected == column::counted ? 1 : 0);
    EXPECT_EQ(v.partial, s.expected == column::partial ? 1 : 0);
    EXPECT_EQ(v.failed, s.expected == column::failed ? 1 : 0);
    EXPECT_EQ(v.airtime_ms, s.expected == column::counted ? end.end->shown.count() : 0);
  }
}

TEST(counts, record_that_is_no_end_is_not_counted) {
  EXPECT_FALSE(is_counted(sample::start(8), approved()));
  count_table table;
  add_play(table, "lobby", sample::boot(8), sample::boot(9), approved());
  EXPECT_TRUE(table.empty());
}

TEST(counts, counted_plays_whose_start_had_no_synchronised_clock_are_told_apart) {
  for (auto [clock, expected] : {std::pair{clock_trust::synced, 0}, std::pair{clock_trust::estimated, 1},
                                 std::pair{clock_trust::unsynced, 1}}) {
    record start = sample::start(8);
    start.clock = clock;
    count_table table;
    add_play(table, "lobby", start, sample::end(9, 8), approved());
    EXPECT_EQ(table.begin()->second.uncertain_clock, expected);
  }
}

TEST(counts, key_says_where_when_and_what) {
  count_table table;
  add_play(table, "lobby", sample::start(8), sample::end(9, 8), approved());
  add_play(table, "lobby", sample::start(10), sample::end(11, 10), approved());
  const count_key key{"2026-10",
                      "2026-10-10",
                      "lobby",
                      "service-centre",
                      "IV.3.c",
                      "III.2",
                      "ngay-chuyen-doi-so",
                      "posters/vneid.png",
                      "Định danh mức 2"};
  EXPECT_EQ(table, (count_table{{key, {2, 24'000, 0, 0, 0}}}));
}

count_table two_screens() {
  count_table table;
  table[{"2026-10", "2026-10-10", "lobby", "centre", "IV.2.c", "III.2", "c1", "a.mp4", "A"}] = {3, 3'000, 1,
                                                                                                2, 1};
  table[{"2026-10", "2026-10-11", "lobby", "centre", "IV.2.c", "III.3", "c1", "b.mp4", "B"}] = {5, 5'000, 0,
                                                                                                0, 0};
  table[{"2026-10", "2026-10-11", "market", "crowd", "IV.3.c", "III.2", "c2", "a.mp4", "A"}] = {7, 7'000, 0,
                                                                                                1, 2};
  return table;
}

TEST(counts, grouping_adds_up_and_empties_the_other_columns) {
  const count_table by_theme = group_by(two_screens(), {"theme"});
  EXPECT_EQ(by_theme, (count_table{{{"", "", "", "", "", "III.2", "", "", ""}, {10, 10'000, 1, 3, 3}},
                                   {{"", "", "", "", "", "III.3", "", "", ""}, {5, 5'000, 0, 0, 0}}}));
  const count_table by_two = group_by(two_screens(), {"screen", "task"});
  EXPECT_EQ(by_two, (count_table{{{"", "", "lobby", "", "IV.2.c", "", "", "", ""}, {8, 8'000, 1, 2, 1}},
                                 {{"", "", "market", "", "IV.3.c", "", "", "", ""}, {7, 7'000, 0, 1, 2}}}));
  EXPECT_EQ(group_by(two_screens(), {}), (count_table{{{}, {15, 15'000, 1, 3, 3}}}));
  for (const char* column : {"task", "theme", "campaign", "screen", "venue", "media", "day"}) {
    EXPECT_GE(group_by(two_screens(), {column}).size(), 2U) << column;
  }
}

TEST(counts, csv_is_exactly_these_bytes) {
  count_table table;
  table[{"2026-10", "2026-10-10", "lobby", "Sảnh, tầng 1", "IV.3.c", "III.2", "ngày", "a.mp4",
         "Nộp \"hồ sơ\""}] = {2, 24'499, 1, 0, 1};
  table[{"2026-10", "2026-10-09", "lobby", "=1+1", "+x", "-x", "@x", "a\r\nb", " 'x"}] = {1, 500, 0, 7, 0};
  EXPECT_EQ(
      to_csv(table),
      "\xEF\xBB\xBFmonth,day,screen,venue,task,theme,campaign,media,title,plays,airtime_s,partial,failed,"
      "uncertain_clock,uncounted\r\n"
      "2026-10,2026-10-09,lobby,'=1+1,'+x,'-x,'@x,\"a\r\nb\", 'x,1,1,0,7,0,0\r\n"
      "2026-10,2026-10-10,lobby,\"Sảnh, tầng 1\",IV.3.c,III.2,ngày,a.mp4,\"Nộp \"\"hồ "
      "sơ\"\"\",2,24,1,0,1,0\r\n");
  EXPECT_EQ(to_csv({}).size(),
            3 + std::string_view("month,day,screen,venue,task,theme,campaign,media,title,plays,"
                                 "airtime_s,partial,failed,uncertain_clock,uncounted\r\n")
                    .size());
}

RC_GTEST_PROP(counts, csv_rows_do_not_depend_on_the_rows_before, ()) {
  const auto text = rc::gen::element<std::string>("", "a", "b", "a,b", "=a");
  count_table table;
  for (int i = *rc::gen::inRange(0, 12); i-- > 0;) {
    count_key key;
    for (std::string* t : {&key.day, &key.screen, &key.media, &key.title}) *t = *text;
    table[key] = {*rc::gen::inRange<std::int64_t>(-3, 20'000), i, 2, 3, 4, 5, 6};
  }
  const std::string head = to_csv({});
  std::string expected = head;
  for (const auto& row : table) expected += to_csv({row}).substr(head.size());
  RC_ASSERT(to_csv(table) == expected);
}

TEST(counts, a_long_csv_is_written_in_pieces) {
  count_table table;
  count_key key;
  for (int i = 0; i < 10'000; ++i) {
    key.screen = fmt::format("screen {:05}", i);
    table[key] = {1, 2, 3, 4, 5, 6, 7};
  }
  std::vector<std::string> pieces;
  ASSERT_TRUE(write_csv(table, [&](std::string_view piece) -> result<void> {
    pieces.emplace_back(piece);
    return {};
  }));
  EXPECT_GT(pieces.size(), 1U);
  std::string whole;
  for (const std::string& piece : pieces) {
    EXPECT_LT(piece.size(), csv_piece_bytes + 1000);
    whole += piece;
  }
  EXPECT_EQ(whole, to_csv(table));

  int calls = 0;
  const error full{errc::io, msg("the disk is full"), {}};
  result<void> done = write_csv(table, [&](std::string_view) -> result<void> {
    ++calls;
    return full;
  });
  EXPECT_EQ(done.error().code, errc::io);
  EXPECT_EQ(calls, 1) << "it ends with the first error";
}

TEST(counts, guarded_formula_is_still_quoted) {
  count_table table;
  table[{"", "", "", "", "", "", "", "", "=HYPERLINK(\"http://x\",\"y\")"}] = {};
  EXPECT_THAT(to_csv(table),
              testing::HasSubstr(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",0,0,0,0,0,0\r\n"));
}

RC_GTEST_PROP(counts, order_of_plays_does_not_change_the_bytes, ()) {
  struct one {
    record start, end;
    play_context context;
  };
  const auto size = *rc::gen::inRange(1, 20);
  std::vector<one> plays;
  for (int i = 0; i < size; ++i) {
    one p{sample::start(2 * i + 2), sample::end(2 * i + 3, 2 * i + 2), approved()};
    p.end.end->shown = milliseconds(*rc::gen::inRange(0, 13'000));
    p.context.title = *rc::gen::element<std::string>("A", "B", "Đ", "a");
    p.context.day = *rc::gen::element<std::string>("2026-10-01", "2026-10-02");
    plays.push_back(p);
  }
  const auto csv = [](const std::vector<one>& all) {
    count_table table;
    for (const one& p : all) add_play(table, "lobby", p.start, p.end, p.context);
    return to_csv(table);
  };
  const std::string before = csv(plays);
  std::reverse(plays.begin(), plays.end());
  RC_ASSERT(csv(plays) == before);
}

}  // namespace
}  // namespace bangtin::evidence
