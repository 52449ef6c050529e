// The schedule, by tables and under random operations: whatever a test appends and cuts, there are no gaps.
#include "player/core/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "player/core/plan.hpp"
#include "player/core/small_programme.hpp"

namespace bangtin::player::core {
namespace {

using progress = scheduled_segment::progress;

utc_ms second(int s) {
  return the_day + seconds(s);
}

segment one(segment_kind kind, int from, int to, play_token play = 0) {
  segment s;
  s.kind = kind;
  s.from = second(from);
  s.to = second(to);
  s.play = play;
  return s;
}

// "item 0..10, item 10..20": seconds of the day.
std::string text_of(const schedule& s) {
  std::string text;
  for (const scheduled_segment& x : s) {
    auto at = [](utc_ms t) {
      return std::to_string(std::chrono::duration_cast<seconds>(t - the_day).count());
    };
    const char* names[] = {"item", "slate", "blank", "card", "notice"};
    text += text.empty() ? "" : ", ";
    text += names[static_cast<int>(x.kind)] + (" " + at(x.begin)) + ".." + at(x.to);
  }
  return text;
}

class a_schedule : public ::testing::Test {
 protected:
  std::shared_ptr<const ready_programme> programme =
      std::make_shared<const ready_programme>(ready(small_programme()));
  // Two pages of one play, another item, and the slate.
  std::vector<segment> plan{one(segment_kind::item, 0, 10, 1), one(segment_kind::item, 10, 20, 1),
                            one(segment_kind::item, 20, 30, 2), one(segment_kind::slate, 30, 60)};
  schedule s;
};

TEST_F(a_schedule, begins_with_the_segment_that_contains_the_instant_and_joins_it) {
  s.append(plan, programme, second(13));
  EXPECT_EQ(text_of(s), "item 13..20, item 20..30, slate 30..60");
  EXPECT_EQ(s.front().from, second(10)) << "the offset into a video counts from there";
  EXPECT_EQ(s.front().programme, programme);
  EXPECT_EQ(s.end_time(), second(60));
}

TEST_F(a_schedule, continues_the_slate_of_one_programme_as_one_segment) {
  s.append(plan, programme, second(20));
  s.append({one(segment_kind::slate, 60, 70), one(segment_kind::item, 70, 80, 3)}, programme, second(60));
  EXPECT_EQ(text_of(s), "item 20..30, slate 30..70, item 70..80");
  auto other = std::make_shared<const ready_programme>(*programme);
  s.cut(second(70), "");
  s.append({one(segment_kind::slate, 60, 90)}, other, second(70));
  EXPECT_EQ(text_of(s), "item 20..30, slate 30..70, slate 70..90")
      << "another programme's may look different";
}

TEST_F(a_schedule, never_joins_two_items_into_one) {
  s.append({one(segment_kind::item, 0, 10, 1)}, programme, second(0));
  s.append({one(segment_kind::item, 10, 20, 2)}, programme, second(10));
  EXPECT_EQ(s.size(), 2u);
}

TEST_F(a_schedule, lets_its_last_segment_last_until_a_plan_that_begins_later) {
  s.append({one(segment_kind::item, 0, 10, 1)}, programme, second(0));
  s.append({one(segment_kind::item, 50, 60, 2)}, programme, second(10));
  EXPECT_EQ(text_of(s), "item 0..50, item 50..60");
}

struct cut_case {
  int at;
  const char* left;
  std::vector<play_token> removed;  // plays of the removed segments, last first
  play_token shortened;
};
void PrintTo(const cut_case& c, std::ostream* out) {
  *out << "cut at " << c.at;
}

class a_cut : public a_schedule, public ::testing::WithParamInterface<cut_case> {};

TEST_P(a_cut, removes_what_begins_later_and_shortens_what_crosses_it) {
  const cut_case& c = GetParam();
  s.append(plan, programme, second(5));
  schedule::cut_result result = s.cut(second(c.at), "programme-changed");
  EXPECT_EQ(text_of(s), c.left);
  std::vector<play_token> removed;
  for (const scheduled_segment& x : result.removed) removed.push_back(x.play);
  EXPECT_EQ(removed, c.removed);
  EXPECT_EQ(result.shortened, c.shortened);
  if (c.shortened != 0) {
    EXPECT_EQ(std::prev(s.end())->cut_by, "programme-changed");
  }
}
INSTANTIATE_TEST_SUITE_P(
    at_every_kind_of_instant, a_cut,
    ::testing::Values(cut_case{0, "", {0, 2, 1, 1}, 0},  //
                      cut_case{3, "", {0, 2, 1, 1}, 0},  // between `from` and `begin`
                      cut_case{5, "", {0, 2, 1, 1}, 0}, cut_case{6, "item 5..6", {0, 2, 1}, 1},
                      cut_case{10, "item 5..10", {0, 2, 1}, 0},
                      cut_case{25, "item 5..10, item 10..20, item 20..25", {0}, 2},
                      cut_case{45, "item 5..10, item 10..20, item 20..30, slate 30..45", {}, 0},
                      cut_case{60, "item 5..10, item 10..20, item 20..30, slate 30..60", {}, 0},
                      cut_case{99, "item 5..10, item 10..20, item 20..30, slate 30..60", {}, 0}));

TEST_F(a_schedule, drops_what_is_over_but_never_its_last_segment) {
  s.append(plan, programme, second(0));
  EXPECT_TRUE(s.drop_past(second(9)).empty());
  std::vector<scheduled_segment> over = s.drop_past(second(20));
  ASSERT_EQ(over.size(), 2u);
  EXPECT_LT(over[0].number, over[1].number);
  EXPECT_EQ(text_of(s), "item 20..30, slate 30..60");
  EXPECT_EQ(s.drop_past(second(3'600)).size(), 1u);
  EXPECT_EQ(text_of(s), "slate 30..60");
}

TEST_F(a_schedule, finds_segments_by_number_until_they_are_gone) {
  s.append(plan, programme, second(0));
  std::vector<segment_number> pages = s.segments_of(1, 0);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(s.segments_of(1, pages[1]), std::vector{pages[1]});
  EXPECT_EQ(s.find(pages[1])->begin, second(10));
  s.mark(pages[1], progress::under_way);
  EXPECT_EQ(s.find(pages[1])->at, progress::under_way);
  EXPECT_EQ(s.find(pages[0])->at, progress::ahead);
  s.drop_past(second(10));
  EXPECT_EQ(s.find(pages[0]), nullptr);
  s.mark(pages[0], progress::given_up);
  EXPECT_EQ(s.find(0), nullptr);
}

TEST_F(a_schedule, never_uses_a_number_twice) {
  s.append(plan, programme, second(0));
  segment_number last = std::prev(s.end())->number;
  s.clear();
  s.append(plan, programme, second(0));
  EXPECT_GT(s.front().number, last);
}

TEST_F(a_schedule, tells_where_a_leading_blank_ends) {
  s.append(plan, programme, second(0));
  EXPECT_EQ(s.end_of_leading(segment_kind::blank), std::nullopt);
  EXPECT_EQ(s.end_of_leading(segment_kind::item), second(30));
  s.drop_past(second(30));
  EXPECT_EQ(s.end_of_leading(segment_kind::slate), second(60)) << "also when nothing follows";
  EXPECT_EQ(schedule().end_of_leading(segment_kind::slate), std::nullopt);
}

TEST_F(a_schedule, keeps_what_is_on_where_the_wall_clock_puts_it) {
  s.append(plan, programme, second(13));
  std::vector<scheduled_segment> removed = s.keep_front(second(0), second(3), second(8));
  ASSERT_EQ(removed.size(), 2u);
  EXPECT_EQ(removed.front().kind, segment_kind::slate) << "last first";
  EXPECT_EQ(text_of(s), "item 3..8");
  EXPECT_EQ(s.front().from, second(0));
  s.hold(second(6));
  EXPECT_EQ(text_of(s), "item 3..8") << "it never shortens";
  s.hold(second(9));
  EXPECT_EQ(text_of(s), "item 3..9");
}

TEST_F(a_schedule, of_a_card_or_notice_alone_has_no_end) {
  EXPECT_FALSE(s.is_endless());
  s.append(plan, programme, second(0));
  EXPECT_FALSE(s.is_endless());
  for (segment_kind kind : {segment_kind::card, segment_kind::notice}) {
    EXPECT_FALSE(s.clear().empty());
    EXPECT_TRUE(s.empty());
    s.show_only(kind, second(7), progress::ahead);
    EXPECT_TRUE(s.is_endless());
    EXPECT_EQ(s.size(), 1u);
    EXPECT_TRUE(s.drop_past(second(1'000'000)).empty());
  }
}

// ---- random operations

void expect_no_holes(const schedule& s) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    RC_ASSERT(s[i].begin < s[i].to);
    RC_ASSERT(s[i].from <= s[i].begin);
    if (i == 0) continue;
    RC_ASSERT(s[i].begin == s[i - 1].to);
    RC_ASSERT(s[i].number > s[i - 1].number);
  }
}

// The model is a map from second to play, changed by the rules of append and cut alone.
RC_GTEST_PROP(a_random_schedule, has_no_holes_and_shows_what_was_last_put_there, ()) {
  auto programme = std::make_shared<const ready_programme>(ready(small_programme()));
  schedule s;
  play_token next_play = 1;
  std::map<int, play_token> on_at;  // key: second
  int end = 0;
  int now = 0;
  for (int step = *rc::gen::inRange(1, 60); step > 0; --step) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0: {  // a plan that begins before the end, as a day does
        std::vector<segment> plan;
        int from = end - *rc::gen::inRange(0, 20);
        for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
          int to = from + *rc::gen::inRange(1, 30);
          bool item = *rc::gen::inRange(0, 3) > 0;
          play_token play = item ? next_play++ : 0;
          plan.push_back(one(item ? segment_kind::item : segment_kind::slate, from, to, play));
          for (int t = std::max(from, end); t < to; ++t) on_at[t] = play;
          from = to;
        }
        s.append(plan, programme, second(end));
        end = std::max(end, from);
        break;
      }
      case 1: {
        if (s.empty()) break;
        int at = *rc::gen::inRange(std::min(now, end), end + 5);
        s.cut(second(at), "programme-changed");
        end = std::min(end, at);
        on_at.erase(on_at.lower_bound(end), on_at.end());
        break;
      }
      case 2:
        now += *rc::gen::inRange(0, 15);
        s.drop_past(second(now));
        break;
      default:
        s.clear();
        end = now;
        on_at.clear();
        break;
    }
    expect_no_holes(s);
    for (const scheduled_segment& x : s) {
      for (utc_ms t = x.begin; t < x.to; t += seconds(1)) {
        RC_ASSERT(on_at.at(static_cast<int>((t - the_day) / seconds(1))) == x.play);
      }
    }
    if (!s.empty()) RC_ASSERT(s.end_time() == second(end));
  }
}

// What the plan has at an instant, seen from the instant at which the programme was issued.
TEST(a_plan, joins_what_was_under_way_when_its_programme_was_issued) {
  playlists::programme::programme p = small_programme();
  p.playlists[0].items = {{"poster.png", hours(1), "", "", ""}, {"guide.pdf", minutes(20), "", "", ""}};
  utc_ms noon = the_day + hours(12);
  p.issued = noon + minutes(35);
  p.expires = noon + hours(3);
  play_token next_play = 1;
  std::vector<segment> plan = plan_day(p, "lobby", playlists::schedule::day_of(p, noon), next_play);
  auto at = [&](utc_ms t) {
    return *std::find_if(plan.begin(), plan.end(), [&](const segment& s) { return s.to > t; });
  };
  for (const segment& s : plan) {
    if (s.kind != segment_kind::item) continue;
    EXPECT_EQ(s.begin, std::max(s.from, p.issued - minutes(10)));
    EXPECT_LE(s.to, p.expires);
  }
  EXPECT_EQ(at(p.issued - minutes(11)).kind, segment_kind::slate);
  segment joined = at(p.issued);
  EXPECT_EQ(joined.kind, segment_kind::item);
  EXPECT_EQ(joined.begin, p.issued - minutes(10)) << "two clocks never agree exactly";
  EXPECT_LT(joined.from, joined.begin) << "the offset into a video counts from there";
  EXPECT_EQ(joined.planned, hours(1)) << "a play that begins late is measured by its whole length";
  EXPECT_EQ(at(p.expires - minutes(1)).kind, segment_kind::item);
  EXPECT_EQ(at(p.expires).kind, segment_kind::slate);
}

RC_GTEST_PROP(a_random_schedule, of_whole_days_is_extended_without_a_hole, ()) {
  playlists::programme::programme p = small_programme();
  if (*rc::gen::arbitrary<bool>()) p.screens[0].open.clear();
  auto programme = std::make_shared<const ready_programme>(ready(p));
  utc_ms from = the_day + milliseconds(*rc::gen::inRange(0, 86'400'000));
  play_token next_play = 1;
  schedule s;
  s.append(plan_from(p, "lobby", from, next_play), programme, from);
  RC_ASSERT(s.front().begin == from);
  for (int day = 0; day < 2; ++day) {
    utc_ms end = s.end_time();
    s.append(plan_from(p, "lobby", end, next_play), programme, end);
    RC_ASSERT(s.end_time() == end + hours(24));
  }
  expect_no_holes(s);
  utc_ms at = from + milliseconds(*rc::gen::inRange(1, 86'400'000));
  s.cut(at, "programme-changed");
  RC_ASSERT(s.end_time() == at);
  s.append(plan_from(p, "lobby", at, next_play), programme, at);
  expect_no_holes(s);
}

}  // namespace
}  // namespace bangtin::player::core
