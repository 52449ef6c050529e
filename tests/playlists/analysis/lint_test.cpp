// Tests each finding with a small programme in which it is found, with its line, and with a nearly identical
// one in which it is not. The time is 07:00 on Saturday, 2026-10-10.
#include "playlists/analysis/lint.hpp"

#include <rapidcheck/gtest.h>

#include <set>

#include "base/language.hpp"
#include "playlists/analysis/finding_places.hpp"
#include "playlists/analysis/lint_context.hpp"
#include "playlists/random_site.hpp"
#include "playlists/support.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::playlists::testing {
namespace {

using kind = analysis::finding_kind;

const utc_ms now{milliseconds(1'791'590'400'000)};

std::string text_of(const std::vector<analysis::finding>& all) {
  std::string text;
  for (const analysis::finding& f : all) {
    text += fmt::format("{} {}: {} — {} ({})\n", to_string(f.severity), to_string(f.kind), in_english(f.what),
                        in_english(f.why), in_english(f.remedy));
  }
  return text.empty() ? "nothing\n" : text;
}

const analysis::finding* find(const std::vector<analysis::finding>& all, kind k) {
  for (const analysis::finding& f : all) {
    if (f.kind == k) return &f;
  }
  return nullptr;
}

// ---- one programme with one finding, or none

// A screen that is always open, a playlist of one picture, and a campaign to which the scenario adds keys.
const std::string screen_s = "[[screen]]\nname = 's'\n";                                      // lines 2, 3
const std::string list_p = "[[playlist]]\nname = 'p'\nitems = [ { media = 'a.png' } ]\n";     // 4 to 6
const std::string plain_c = "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['all']\n";  // 7 to 10
const std::string base = screen_s + list_p + plain_c;  // the next line is line 11

std::string open(const std::string& hours) {  // a screen of three lines
  return "[[screen]]\nname = 's'\nopen = [ " + hours + " ]\n";
}
std::string list(const std::string& name, const std::string& items) {  // three lines
  return "[[playlist]]\nname = '" + name + "'\nitems = [ " + items + " ]\n";
}
std::string item(const std::string& duration) {
  return "{ media = '" + duration + ".png', duration = '" + duration + "' }";
}
std::string campaign(const std::string& name, const std::string& keys, const std::string& of = "p") {
  return "[[campaign]]\nname = '" + name + "'\nplaylist = '" + of + "'\nscreens = ['all']\n" + keys;
}

struct scenario {
  std::string situation, text;
  kind looked_for;
  int line;  // 0: must not be found
};

std::ostream& operator<<(std::ostream& out, const scenario& s) {
  return out << s.situation;
}

class lint : public ::testing::TestWithParam<scenario> {};

TEST_P(lint, finds_it_where_it_is_and_only_there) {
  const scenario& s = GetParam();
  text::parsed_text parsed = text::parse_text("slate = 'slate.png'\n" + s.text, text::media_facts::assumed);
  ASSERT_TRUE(parsed.diagnostics.empty()) << describe(text::as_error(parsed.diagnostics, "test"));
  std::vector<analysis::finding> all = analysis::check(parsed.value, now);
  const analysis::finding* found = find(all, s.looked_for);
  ASSERT_EQ(found != nullptr, s.line != 0) << text_of(all) << s.text;
  if (found == nullptr) return;
  EXPECT_EQ(analysis::finding_places(parsed.value, parsed.places).of(*found).line, s.line)
      << text_of(all) << s.text;
  EXPECT_FALSE(found->what.empty());
  EXPECT_FALSE(found->remedy.empty());
}

const std::vector<scenario> never_days{
    {"no weekday of the dates", base + "days = 'sat'\nfrom = '2026-10-11'\nto = '2026-10-16'\n",
     kind::never_runs, 8},
    {"one weekday of the dates", base + "days = 'sat'\nfrom = '2026-10-11'\nto = '2026-10-17'\n",
     kind::never_runs, 0},
    {"its only day is an exception",
     base + "from = '2026-11-01'\nto = '2026-11-01'\nexcept = ['2026-11-01']\n", kind::never_runs, 8},
    {"a rule's days are outside the dates",
     base + "rrule = 'FREQ=MONTHLY;BYDAY=1MO'\nfrom = '2026-10-06'\nto = '2026-11-01'\n", kind::never_runs,
     8},
    {"one of them is inside",
     base + "rrule = 'FREQ=MONTHLY;BYDAY=1MO'\nfrom = '2026-10-06'\nto = '2026-11-02'\n", kind::never_runs,
     0},
    {"a rule that has ended", base + "rrule = 'FREQ=DAILY;UNTIL=20260101'\n", kind::is_over, 8},
    {"which is not an error either", base + "rrule = 'FREQ=DAILY;UNTIL=20260101'\n", kind::never_runs, 0},
    {"a rule that goes on", base + "rrule = 'FREQ=WEEKLY;UNTIL=20281001'\n", kind::is_over, 0},
    {"Tet comes every year", base + "lunar = true\nfrom = '01-01'\nto = '01-03'\n", kind::never_runs, 0},
    {"Tet on a weekday that it does not have in two years",
     base + "lunar = true\nfrom = '01-01'\nto = '01-01'\ndays = 'mon'\n", kind::never_runs, 8},
    {"a yearly leap day within two years", base + "yearly = true\nfrom = '02-29'\nto = '02-29'\n",
     kind::never_runs, 0},
    {"begins in three years", base + "from = '2029-10-10'\n", kind::begins_late, 8},
    {"which is not never", base + "from = '2029-10-10'\n", kind::never_runs, 0},
    {"begins in two years less a day", base + "from = '2028-10-09'\n", kind::begins_late, 0},
    {"ended yesterday", base + "to = '2026-10-09'\n", kind::is_over, 8},
    {"which is not an error", base + "to = '2026-10-09'\n", kind::never_runs, 0},
    {"ends today", base + "to = '2026-10-10'\n", kind::is_over, 0},
    {"ended yesterday, and the night is not over", base + "to = '2026-10-09'\nhours = ['22:00-08:00']\n",
     kind::is_over, 0},
};
INSTANTIATE_TEST_SUITE_P(never_days, lint, ::testing::ValuesIn(never_days));

const std::string weekdays = open("{ days = 'mon-fri', hours = '07:00-17:00' }");
const std::string night = open("{ days = 'fri', hours = '22:00-02:00' }");
const std::string berlin_night = "timezone = 'Europe/Berlin'\n" + open("{ hours = '02:30-03:00' }");
const std::vector<scenario> never_hours{
    {"begins when the screen closes", weekdays + list_p + campaign("c", "hours = ['17:00-18:00']\n"),
     kind::never_open, 9},
    {"begins a minute before", weekdays + list_p + campaign("c", "hours = ['16:59-18:00']\n"),
     kind::never_open, 0},
    {"on days when the screen is closed", weekdays + list_p + campaign("c", "days = 'sat,sun'\n"),
     kind::never_open, 9},
    {"after midnight in opening hours of the day before",
     night + list_p + campaign("c", "days = 'sat'\nhours = ['01:00-01:30']\n"), kind::never_open, 0},
    {"after midnight on the evening's own day",
     night + list_p + campaign("c", "days = 'fri'\nhours = ['01:00-01:30']\n"), kind::never_open, 9},
    {"hours that touch where clocks never change",
     open("{ hours = '02:30-03:00' }") + list_p + campaign("c", "hours = ['02:00-02:30']\n"),
     kind::never_open, 9},
    {"hours that touch, and meet on the night when clocks go back",
     berlin_night + list_p + campaign("c", "hours = ['02:00-02:30']\n"), kind::never_open, 0},
    {"one of two screens is open",
     weekdays + "[[screen]]\nname = 't'\n" + list_p + campaign("c", "hours = ['20:00-21:00']\n"),
     kind::never_open, 0},
};
INSTANTIATE_TEST_SUITE_P(never_hours, lint, ::testing::ValuesIn(never_hours));

const std::string filler = campaign("f", "level = 'filler'\n");  // its name is on the second line
const std::vector<scenario> silence{
    {"a filler below a campaign that always plays", base + filler, kind::silenced, 12},
    {"a cadence does not silence", base + "every = '1h'\n" + filler, kind::silenced, 0},
    {"a filler's cadence is silent too", base + campaign("f", "level = 'filler'\nevery = '1h'\n"),
     kind::silenced, 12},
    {"not on one day in a year", base + "except = ['2027-06-01']\n" + filler, kind::silenced, 0},
    {"not in the last minute of the day", base + "hours = ['00:00-23:59']\n" + filler, kind::silenced, 0},
    {"by two that take turns",
     base + "hours = ['00:00-12:00']\n" + campaign("d", "hours = ['12:00-00:00']\n") + filler, kind::silenced,
     18},
    {"by a takeover while it is active",
     base + "hours = ['08:00-09:00']\n" + campaign("t", "level = 'takeover'\nhours = ['07:00-10:00']\n"),
     kind::silenced, 8},
    {"a takeover a minute too short",
     base + "hours = ['08:00-09:00']\n" + campaign("t", "level = 'takeover'\nhours = ['08:00-08:59']\n"),
     kind::silenced, 0},
    {"only while the screen is open",
     open("{ hours = '08:00-09:00' }") + list_p + campaign("c", "hours = ['08:00-09:00']\n") + filler,
     kind::silenced, 14},
};
INSTANTIATE_TEST_SUITE_P(silence, lint, ::testing::ValuesIn(silence));

const std::string forty = open("{ hours = '07:00-07:40' }");
const std::string noon = campaign("t", "level = 'takeover'\nhours = ['12:00-13:00']\n");
const std::vector<scenario> room{
    {"longer than the opening hours", forty + list("p", item("41m")) + campaign("c", ""), kind::never_fits,
     9},
    {"as long as the opening hours", forty + list("p", item("40m")) + campaign("c", ""), kind::never_fits, 0},
    {"longer than the time to the takeover",
     screen_s + list("p", item("31m")) + campaign("c", "hours = ['11:30-12:00']\n") + noon, kind::never_fits,
     8},
    {"as long as the time to the takeover",
     screen_s + list("p", item("30m")) + campaign("c", "hours = ['11:30-12:00']\n") + noon, kind::never_fits,
     0},
    {"one of two items is too long", forty + list("p", item("10s") + ", " + item("41m")) + campaign("c", ""),
     kind::item_never_fits, 7},
    {"neither is", forty + list("p", item("10s") + ", " + item("40m")) + campaign("c", ""),
     kind::item_never_fits, 0},
    {"fits on one screen only",
     forty + "[[screen]]\nname = 't'\n" + list("p", item("10s") + ", " + item("41m")) + campaign("c", ""),
     kind::item_never_fits, 0},
    {"fits only if nobody is before it",
     forty + list("p", item("40m")) + list("q", item("10s")) + campaign("c", "") + campaign("b", "", "q"),
     kind::never_its_turn, 12},
    {"and nobody is",
     forty + list("p", item("39m50s")) + list("q", item("10s")) + campaign("c", "") + campaign("d", "", "q"),
     kind::never_its_turn, 0},
    {"a cadence takes all the time", base + campaign("d", "every = '10s'\n"), kind::never_its_turn, 8},
    {"a cadence leaves some", base + campaign("d", "every = '11s'\n"), kind::never_its_turn, 0},
    {"longer than the campaign's hours",
     screen_s + list("p", item("11m")) + campaign("c", "hours = ['08:00-08:10']\n"),
     kind::item_outlasts_hours, 6},
    {"as long", screen_s + list("p", item("10m")) + campaign("c", "hours = ['08:00-08:10']\n"),
     kind::item_outlasts_hours, 0},
    {"hours that touch are one",
     screen_s + list("p", item("11m")) + campaign("c", "hours = ['08:05-08:15', '08:00-08:05']\n"),
     kind::item_outlasts_hours, 0},
    {"hours across midnight", screen_s + list("p", item("11m")) + campaign("c", "hours = ['23:55-00:10']\n"),
     kind::item_outlasts_hours, 0},
    {"not told twice of an item that never fits",
     forty + list("p", item("10s") + ", " + item("41m")) + campaign("c", "hours = ['07:00-07:40']\n"),
     kind::item_outlasts_hours, 0},
};
INSTANTIATE_TEST_SUITE_P(room, lint, ::testing::ValuesIn(room));

const std::vector<scenario> cadences{
    {"one that asks for more than all", base + "every = '9s'\n", kind::cadence_over, 8},
    {"one that asks for all", base + "every = '10s'\n", kind::cadence_over, 0},
    {"two that ask for more than all", base + "every = '15s'\n" + campaign("d", "every = '15s'\n"),
     kind::cadence_over, 8},
    {"two at other hours",
     base + "every = '15s'\nhours = ['08:00-09:00']\n" +
         campaign("d", "every = '15s'\nhours = ['09:00-10:00']\n"),
     kind::cadence_over, 0},
    {"at other levels together",
     base + "every = '15s'\n" + campaign("d", "level = 'filler'\nevery = '15s'\n"), kind::cadence_over, 8},
    {"the lower of which is silent",
     base + "level = 'takeover'\nevery = '15s'\n" + campaign("d", "every = '15s'\n") +
         campaign("t", "level = 'takeover'\n"),
     kind::cadence_over, 0},
    {"by the mean of the items",
     screen_s + list("p", item("10s") + ", " + item("20s")) + campaign("c", "every = '15s'\n"),
     kind::cadence_over, 0},
    {"all pages of a guide",
     screen_s + list("p", "{ media = 'g.pdf', pages = 4, duration = '5s' }") +
         campaign("c", "every = '19s'\n"),
     kind::cadence_over, 8},
};
INSTANTIATE_TEST_SUITE_P(cadences, lint, ::testing::ValuesIn(cadences));

const std::string named_s = "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['s']\n";
const std::vector<scenario> nothing{
    {"a screen that no campaign names", screen_s + list_p + named_s + "[[screen]]\nname = 't'\n",
     kind::screen_empty, 12},
    {"a screen that is in a group",
     screen_s + "groups = ['g']\n" + list_p + campaign("c", "") + "[[screen]]\nname = 't'\n",
     kind::screen_empty, 0},
    {"a campaign for Christmas only", base + "from = '2026-12-24'\nto = '2026-12-24'\n", kind::screen_empty,
     3},
    {"closed until then", open("{ days = 'thu' }") + list_p + campaign("c", "days = 'thu'\n"),
     kind::screen_empty, 0},
    {"Sundays without anything", base + "days = 'mon-sat'\n", kind::empty_days, 3},
    {"closed on Sundays", open("{ days = 'mon-sat' }") + list_p + campaign("c", "days = 'mon-sat'\n"),
     kind::empty_days, 0},
    {"ends in ten days", base + "to = '2026-10-20'\n", kind::runs_dry, 8},
    {"which is told once", base + "to = '2026-10-20'\n", kind::empty_days, 0},
    {"another follows", base + "to = '2026-10-20'\n" + campaign("d", "from = '2026-10-21'\n"), kind::runs_dry,
     0},
    {"a cadence goes on", base + "to = '2026-10-20'\n" + campaign("d", "every = '1h'\n"), kind::runs_dry, 0},
    {"ends on the fourteenth day", base + "to = '2026-10-23'\n", kind::runs_dry, 8},
    {"ends on the fifteenth", base + "to = '2026-10-24'\n", kind::runs_dry, 0},
};
INSTANTIATE_TEST_SUITE_P(nothing, lint, ::testing::ValuesIn(nothing));

// Eight quarters of an hour, each shortened by a minute, so that a long item fits once in each.
const std::string short_hours = open(
    "{ hours = '07:00-07:14' }, { hours = '07:15-07:29' }, { hours = '07:30-07:44' }, "
    "{ hours = '07:45-07:59' }, { hours = '08:00-08:14' }, { hours = '08:15-08:29' }, "
    "{ hours = '08:30-08:44' }, { hours = '08:45-08:59' }");
const std::vector<scenario> airtime{
    {"long items in short hours get less than their share",
     short_hours + list("p", item("8m")) + list("q", item("10s")) + campaign("c", "share = 90\n") +
         campaign("d", "share = 10\n", "q"),
     kind::share_missed, 12},
    {"short items get it",
     short_hours + list("p", item("1m")) + list("q", item("10s")) + campaign("c", "share = 90\n") +
         campaign("d", "share = 10\n", "q"),
     kind::share_missed, 0},
    {"long items in long hours get it",
     open("{ hours = '07:00-17:00' }") + list("p", item("8m")) + list("q", item("10s")) +
         campaign("c", "share = 90\n") + campaign("d", "share = 10\n", "q"),
     kind::share_missed, 0},
    {"a share counts while it is active only",
     base + "share = 10\n" + campaign("d", "share = 1\nhours = ['08:00-09:00']\n"), kind::share_missed, 0},
    {"a cadence takes from all alike",
     base + "share = 10\n" + campaign("d", "share = 30\n") + campaign("e", "every = '15s'\n"),
     kind::share_missed, 0},
    {"the slate waits five minutes for the closing",
     open("{ hours = '07:00-08:00' }") + list("p", item("11m")) + campaign("c", ""), kind::slate_hold, 9},
    {"the slate waits four minutes",
     open("{ hours = '07:00-08:00' }") + list("p", item("7m")) + campaign("c", ""), kind::slate_hold, 0},
    {"the slate waits for a takeover",
     screen_s + list("p", item("50m")) + list("q", item("10s")) + campaign("c", "hours = ['08:00-12:00']\n") +
         campaign("t", "level = 'takeover'\nhours = ['12:00-13:00']\n", "q"),
     kind::slate_hold, 11},
    {"a shorter item fills the time",
     screen_s + list("p", item("50m")) + list("q", item("10s")) + campaign("c", "hours = ['08:00-12:00']\n") +
         campaign("d", "hours = ['08:00-12:00']\n", "q") +
         campaign("t", "level = 'takeover'\nhours = ['12:00-13:00']\n", "q"),
     kind::slate_hold, 0},
    {"slate for want of campaigns is no wait", base + "hours = ['08:00-12:00']\n", kind::slate_hold, 0},
    {"slate between cadences is no wait", base + "every = '1h'\n", kind::slate_hold, 0},
    {"takeovers at once",
     base + campaign("t", "level = 'takeover'\nhours = ['08:00-09:00']\n") +
         campaign("u", "level = 'takeover'\nhours = ['08:59-10:00']\n"),
     kind::takeovers_overlap, 18},
    {"takeovers one after the other",
     base + campaign("t", "level = 'takeover'\nhours = ['08:00-09:00']\n") +
         campaign("u", "level = 'takeover'\nhours = ['09:00-10:00']\n"),
     kind::takeovers_overlap, 0},
    {"takeovers at once in a year",
     base + campaign("t", "level = 'takeover'\nfrom = '2027-10-01'\nto = '2027-10-10'\n") +
         campaign("u", "level = 'takeover'\nfrom = '2027-10-10'\nto = '2027-10-12'\n"),
     kind::takeovers_overlap, 19},
    {"takeovers at once while the screen is closed",
     open("{ hours = '12:00-13:00' }") + list_p + campaign("c", "") +
         campaign("t", "level = 'takeover'\nhours = ['08:00-09:00']\n") +
         campaign("u", "level = 'takeover'\nhours = ['08:59-10:00']\n"),
     kind::takeovers_overlap, 0},
    {"takeovers by cadence interrupt, and that is all",
     base + campaign("t", "level = 'takeover'\nevery = '1h'\n") +
         campaign("u", "level = 'takeover'\nhours = ['08:59-10:00']\n"),
     kind::takeovers_overlap, 0},
};
INSTANTIATE_TEST_SUITE_P(airtime, lint, ::testing::ValuesIn(airtime));

const std::vector<scenario> values{
    {"a file twice",
     screen_s + list("p", "{ media = 'a.png' }, { media = 'b.png' }, { media = 'a.png' }") + plain_c,
     kind::duplicate_item, 6},
    {"two files", screen_s + list("p", "{ media = 'a.png' }, { media = 'b.png' }") + plain_c,
     kind::duplicate_item, 0},
    {"a file in two playlists", base + list("q", "{ media = 'a.png' }") + campaign("d", "", "q"),
     kind::duplicate_item, 0},
    {"a playlist that no campaign shows", base + list("q", "{ media = 'b.png' }"), kind::playlist_unused, 12},
    {"a playlist that one shows", base, kind::playlist_unused, 0},
    {"media of that playlist are not told of", base + list("q", "{ media = 'b.png' }"), kind::media_unused,
     0},
};
INSTANTIATE_TEST_SUITE_P(values, lint, ::testing::ValuesIn(values));

// ---- what the text cannot express

TEST(check_programme, finds_nothing_wrong_with_a_plain_one) {
  EXPECT_EQ(text_of(analysis::check(from(base), now)), "nothing\n");
}

TEST(check_programme, without_screens_says_so) {
  programme::programme p = from(base);
  p.screens.clear();
  const std::vector<analysis::finding> all = analysis::check(p, now);
  EXPECT_NE(find(all, kind::no_screen), nullptr) << text_of(all);
}

TEST(check_programme, a_video_s_duration_is_held_against_its_file) {
  programme::programme p = from(screen_s + list("p", "{ media = 'v.mp4', duration = '15s' }") + plain_c);
  struct length {
    int ms;
    bool is_found;
  };
  for (auto [ms, is_found] : {length{0, false}, length{15'000, false}, length{15'999, false},
                              length{16'000, true}, length{14'001, false}, length{14'000, true}}) {
    p.media[1].duration = milliseconds(ms);
    const std::vector<analysis::finding> all = analysis::check(p, now);
    EXPECT_EQ(find(all, kind::duration_differs) != nullptr, is_found) << ms << "\n" << text_of(all);
  }
}

TEST(check_programme, one_file_under_two_names_is_a_duplicate) {
  programme::programme p = from(screen_s + list("p", "{ media = 'a.png' }, { media = 'b.png' }") + plain_c);
  p.media[1].files = {{sha256(std::string_view("one")), 3}};
  p.media[2].files = {{sha256(std::string_view("two")), 3}};
  EXPECT_EQ(find(analysis::check(p, now), kind::duplicate_item), nullptr);
  p.media[2].files = p.media[1].files;
  EXPECT_NE(find(analysis::check(p, now), kind::duplicate_item), nullptr);
}

TEST(check_programme, a_media_item_in_no_playlist_is_unused_and_the_slate_is_not) {
  programme::programme p = from(base);
  EXPECT_EQ(find(analysis::check(p, now), kind::media_unused), nullptr);
  p.media.push_back({});
  p.media.back().name = "left-over.png";
  const std::vector<analysis::finding> all = analysis::check(p, now);
  ASSERT_NE(find(all, kind::media_unused), nullptr);
  EXPECT_EQ(find(all, kind::media_unused)->media, "left-over.png");
}

TEST(check_programme, an_approval_is_told_of_from_thirty_days_before_its_end) {
  using std::chrono::days;
  programme::programme p = from(base);
  EXPECT_EQ(find(analysis::check(p, now), kind::approval_expired), nullptr) << "a draft";
  p.version = 3;
  p.expires = now + days(30) + milliseconds(1);
  EXPECT_EQ(text_of(analysis::check(p, now)), "nothing\n");
  p.expires = now + days(30);
  EXPECT_NE(find(analysis::check(p, now), kind::approval_expires), nullptr);
  p.expires = now + milliseconds(1);
  EXPECT_NE(find(analysis::check(p, now), kind::approval_expires), nullptr);
  p.expires = now;
  const std::vector<analysis::finding> all = analysis::check(p, now);
  EXPECT_EQ(all.front().kind, kind::approval_expired);
  EXPECT_EQ(all.front().severity, analysis::severity::error);
}

const std::string long_link = "https://a.vn/" + std::string(66, 'x');
std::string linked(const std::string& keys) {
  return screen_s + list("p", "{ media = 'a.png', " + keys + " }") + plain_c;
}
std::string dressed_screen(const std::string& keys) {
  return "[[screen]]\nname = 's'\n" + keys + list_p + plain_c;
}
// 400 letters: more than a minute on its way.
const std::string long_ticker = [] {
  std::string all;
  for (int i = 0; i < 80; ++i) all += "tin, ";
  return all;
}();
std::string ticker(const std::string& keys) {
  return "[[ticker]]\ntext = 'Tin'\n" + keys;
}

const std::vector<scenario> overlays{
    {"a ticker on no day of the calendar", base + ticker("from = '2030-01-01'\n"), kind::ticker_never_shows,
     12},
    {"in a year", base + ticker("from = '2027-10-01'\n"), kind::ticker_never_shows, 0},
    {"only while its screen is closed",
     open("{ hours = '08:00-17:00' }") + list_p + plain_c + ticker("hours = ['17:00-20:00']\n"),
     kind::ticker_never_shows, 13},
    {"until a minute after it opens",
     open("{ hours = '08:00-17:00' }") + list_p + plain_c + ticker("hours = ['22:00-08:01']\n"),
     kind::ticker_never_shows, 0},
    {"on one open screen of two",
     open("{ hours = '08:00-17:00' }") + "[[screen]]\nname = 'u'\n" + list_p + plain_c +
         ticker("hours = ['18:00-20:00']\n"),
     kind::ticker_never_shows, 0},
    {"on a screen that is not that one",
     open("{ hours = '08:00-17:00' }") + "[[screen]]\nname = 'u'\n" + list_p + plain_c +
         ticker("screens = ['s']\nhours = ['18:00-20:00']\n"),
     kind::ticker_never_shows, 15},
    {"is over", base + ticker("to = '2026-10-09'\n"), kind::ticker_never_shows, 12},
    {"ends today", base + ticker("to = '2026-10-10'\n"), kind::ticker_never_shows, 0},
    {"a link of 79 bytes", linked("link = '" + long_link + "'"), kind::link_too_long, 6},
    {"one of 78", linked("link = '" + long_link.substr(0, 78) + "'"), kind::link_too_long, 0},
    {"a logo that is a video", dressed_screen("logo = 'l.mp4'\n"), kind::logo_no_picture, 3},
    {"one that is a picture", dressed_screen("logo = 'l.png'\n"), kind::logo_no_picture, 0},
    {"and is used by nothing else", dressed_screen("logo = 'l.png'\n"), kind::media_unused, 0},
    {"subtitles of a picture", linked("subtitles = 'a.srt'"), kind::subtitles_unused, 6},
    {"of a video",
     screen_s + list("p", "{ media = 'a.mp4', duration = '9s', subtitles = 'a.srt' }") + plain_c,
     kind::subtitles_unused, 0},
    {"which nothing else uses",
     screen_s + list("p", "{ media = 'a.mp4', duration = '9s', subtitles = 'a.srt' }") + plain_c,
     kind::media_unused, 0},
    {"a link without a scheme", linked("link = 'vneid.gov.vn'"), kind::link_not_https, 6},
    {"one with a port", linked("link = 'localhost:8080/a'"), kind::link_not_https, 6},
    {"one with http", linked("link = 'HTTP://a.vn'"), kind::link_not_https, 6},
    {"one with https", linked("link = 'https://a.vn'"), kind::link_not_https, 0},
    {"a telephone number", linked("link = 'tel:+842363123456'"), kind::link_not_https, 0},
    {"a still of half a second", linked("duration = '500ms'"), kind::still_too_short, 6},
    {"one of a second", linked("duration = '1s'"), kind::still_too_short, 0},
    {"a page of half a second",
     screen_s + list("p", "{ media = 'a.pdf', pages = 3, duration = '999ms' }") + plain_c,
     kind::still_too_short, 6},
    {"a video of half a second", screen_s + list("p", "{ media = 'a.mp4', duration = '500ms' }") + plain_c,
     kind::still_too_short, 0},
    {"a share of 1 beside 60", base + campaign("d", "share = 60\n"), kind::share_small, 8},
    {"a share of 1 beside 20", base + campaign("d", "share = 20\n"), kind::share_small, 8},
    {"a share of 1 beside 19", base + campaign("d", "share = 19\n"), kind::share_small, 0},
    {"a share that was left out where the other is smaller", base + "share = 60\n" + campaign("d", ""),
     kind::share_small, 13},
    {"of another level", base + campaign("d", "share = 60\nlevel = 'filler'\n"), kind::share_small, 0},
    {"beside a cadence", base + campaign("d", "every = '1h'\n"), kind::share_small, 0},
    {"at other hours",
     base + "hours = ['07:00-09:00']\n" + campaign("d", "share = 60\nhours = ['09:00-11:00']\n"),
     kind::share_small, 0},
    {"on other days", base + "days = 'mon'\n" + campaign("d", "share = 60\ndays = 'tue'\n"),
     kind::share_small, 0},
    {"once a year together",
     base + "yearly = true\nfrom = '03-01'\nto = '03-01'\n" + campaign("d", "share = 60\n"),
     kind::share_small, 8},
    {"a yearly day of the month", base + "rrule = 'FREQ=YEARLY;BYMONTHDAY=2'\n", kind::rule_every_month, 8},
    {"with its month", base + "rrule = 'FREQ=YEARLY;BYMONTHDAY=2;BYMONTH=9'\n", kind::rule_every_month, 0},
    {"of a monthly rule", base + "rrule = 'FREQ=MONTHLY;BYMONTHDAY=2'\n", kind::rule_every_month, 0},
    {"a rule that ended before our calendar", base + "rrule = 'FREQ=YEARLY;UNTIL=19491002'\n", kind::is_over,
     8},
    {"in UTC", base + "rrule = 'FREQ=DAILY;UNTIL=19491002T120000Z'\n", kind::is_over, 8},
    {"and is no error", base + "rrule = 'FREQ=YEARLY;UNTIL=19491002'\n", kind::never_runs, 0},
    {"1 to 10 October, with the day first in one date",
     base + "yearly = true\nfrom = '01-10'\nto = '10-10'\n", kind::dates_swapped, 8},
    {"1 to 5 October, with the day first in both", base + "yearly = true\nfrom = '01-10'\nto = '05-10'\n",
     kind::dates_swapped, 8},
    {"as the month stands first", base + "yearly = true\nfrom = '10-01'\nto = '10-10'\n", kind::dates_swapped,
     0},
    {"half a year that cannot be meant otherwise", base + "yearly = true\nfrom = '01-15'\nto = '07-20'\n",
     kind::dates_swapped, 0},
    {"a whole year", base + "yearly = true\nfrom = '01-01'\nto = '12-31'\n", kind::dates_swapped, 0},
    {"a call without a link", linked("call = 'Quét mã'"), kind::call_unused, 6},
    {"with one", linked("call = 'Quét mã', link = 'https://a.vn'"), kind::call_unused, 0},
    {"a call of a word that no line holds",
     linked("link = 'https://a.vn', call = '" + std::string(41, 'm') + "'"), kind::text_unreadable, 6},
    {"a call that nobody reads in a second",
     linked("link = 'https://a.vn', call = 'Quét mã để nộp hồ sơ trực tuyến', duration = '1s'"),
     kind::text_unreadable, 6},
    {"in four", linked("link = 'https://a.vn', call = 'Quét mã để nộp hồ sơ trực tuyến', duration = '4s'"),
     kind::text_unreadable, 0},
    {"a ticker with emoji", base + "[[ticker]]\ntext = 'Tin 🎉 👩‍⚕️'\n", kind::text_unreadable, 0},
    {"a ticker longer than its minute",
     base + "[[ticker]]\ntext = '" + long_ticker + "'\nhours = ['08:00-08:01']\n", kind::text_unreadable, 12},
    {"in two", base + "[[ticker]]\ntext = '" + long_ticker + "'\nhours = ['08:00-08:02']\n",
     kind::text_unreadable, 0},
    {"a plain title", dressed_screen("title = \"Sảnh ab\"\n"), kind::text_unreadable, 0},
    {"a code in the corner of a picture that fills the screen",
     linked("link = 'https://dichvucong.gov.vn/nop-ho-so', qr = 'corner'"), kind::picture_covered, 6},
    {"beside it", linked("link = 'https://dichvucong.gov.vn/nop-ho-so'"), kind::picture_covered, 0},
    {"a ticker that is over pictures", dressed_screen("ticker = 'over'\n") + ticker(""),
     kind::picture_covered, 3},
    {"over without a ticker", dressed_screen("ticker = 'over'\n"), kind::picture_covered, 0},
    {"a ticker in its band", dressed_screen("") + ticker(""), kind::picture_covered, 0},
};
INSTANTIATE_TEST_SUITE_P(overlays, lint, ::testing::ValuesIn(overlays));

// The programme file refuses such texts; a draft may have them from elsewhere.
TEST(check_programme, finds_texts_that_nobody_can_read_wherever_they_stand) {
  const programme::programme fine = from(base + ticker("name = 't'\n"));
  const std::pair<const char*, std::function<std::string*(programme::programme&)>> texts[] = {
      {"a ticker's text", [](auto& p) { return &p.tickers[0].text; }},
      {"a screen's title", [](auto& p) { return &p.screens[0].title; }},
      {"a screen's venue", [](auto& p) { return &p.screens[0].venue; }},
      {"a media item's title", [](auto& p) { return &p.media.back().title; }},
      {"a media item's owner", [](auto& p) { return &p.media.back().owner; }},
      {"an item's title", [](auto& p) { return &p.playlists[0].items[0].title; }},
      {"an item's theme", [](auto& p) { return &p.playlists[0].items[0].theme; }},
      {"an item's audience", [](auto& p) { return &p.playlists[0].items[0].audience; }},
      {"an item's call", [](auto& p) { return &p.playlists[0].items[0].call; }},
      {"a campaign's task", [](auto& p) { return &p.campaigns[0].task; }},
      {"the body", [](auto& p) { return &p.body; }}};
  EXPECT_FALSE(find(analysis::check(fine, now), kind::text_unreadable));
  for (const auto& [where, text] : texts) {
    SCOPED_TRACE(where);
    programme::programme p = fine;
    *text(p) = "gi\u202E01";
    EXPECT_TRUE(find(analysis::check(p, now), kind::text_unreadable));
  }
  for (const auto& [where, text] : {texts[1], texts[5], texts[9]}) {
    SCOPED_TRACE(where);
    programme::programme p = fine;
    *text(p) = "two\nlines";
    EXPECT_TRUE(find(analysis::check(p, now), kind::text_unreadable));
  }
  programme::programme p = fine;
  p.playlists[0].name += "\u200B";
  p.campaigns[0].playlist = p.playlists[0].name;
  EXPECT_TRUE(find(analysis::check(p, now), kind::text_unreadable)) << "a name";
}

TEST(check_programme, a_ticker_that_is_over_is_worth_no_more_than_a_note) {
  const std::vector<analysis::finding> all = analysis::check(from(base + ticker("to = '2026-10-09'\n")), now);
  ASSERT_EQ(all.size(), 1U) << text_of(all);
  EXPECT_EQ(all[0].severity, analysis::severity::note);
  EXPECT_EQ(analysis::check(from(base + ticker("from = '2030-01-01'\n")), now).at(0).severity,
            analysis::severity::warning);
}

TEST(check_programme, names_asked_and_reached_shares) {
  const analysis::finding f = *find(analysis::check(from(airtime[0].text), now), kind::share_missed);
  ASSERT_EQ(f.what.args.size(), 4U);
  EXPECT_EQ(f.what.args[0], "c");
  EXPECT_EQ(f.what.args[1], "57.1");  // 8 of 14 minutes
  EXPECT_EQ(f.what.args[3], "90.0");
}

TEST(check_programme, screens_that_are_alike_are_told_of_together) {
  std::string text = list_p + campaign("c", "days = 'mon-sat'\n");
  for (const char* name : {"a", "b", "d", "e"}) text += fmt::format("[[screen]]\nname = '{}'\n", name);
  const std::vector<analysis::finding> all = analysis::check(from(text), now);
  ASSERT_EQ(all.size(), 1U) << text_of(all);
  EXPECT_EQ(all[0].screen, "a");
  EXPECT_EQ(all[0].what.args[0], "\"a\", \"b\", \"d\" … (4)");
}

TEST(check_programme, the_worst_comes_first) {
  const std::string sundays = screen_s + list_p + campaign("c", "days = 'mon-sat'\n");
  const std::vector<analysis::finding> all = analysis::check(
      from(list("q", "{ media = 'b.png' }") + sundays + campaign("f", "level = 'filler'\ndays = 'mon'\n")),
      now);
  ASSERT_EQ(all.size(), 3U) << text_of(all);
  EXPECT_EQ(all[0].kind, kind::silenced);
  EXPECT_EQ(all[0].severity, analysis::severity::error);
  EXPECT_EQ(all[1].kind, kind::empty_days);
  EXPECT_EQ(all[1].severity, analysis::severity::warning);
  EXPECT_EQ(all[2].kind, kind::playlist_unused);
  EXPECT_EQ(all[2].severity, analysis::severity::note);
}

TEST(check_programme, sees_what_is_left_of_the_day_before_yesterday) {
  // One minute after that midnight clocks went back to 23:01, so a window of nearly 24 hours from the 5th
  // ends on the 7th.
  programme::programme p = from("timezone = 'America/St_Johns'\n" + base +
                                "from = '2010-11-05'\nto = '2010-11-05'\nhours = ['23:45-23:30']\n");
  const programme::local_day d = day("2010-11-07");
  ASSERT_EQ(schedule::timeline(p, p.screens[0], d).front().campaign, 0);
  const std::vector<analysis::finding> all = analysis::check(p, schedule::range_of(p, d).from);
  EXPECT_EQ(find(all, kind::is_over), nullptr) << text_of(all);
  EXPECT_NE(find(analysis::check(p, schedule::range_of(p, d + std::chrono::days(1)).from), kind::is_over),
            nullptr);
}

TEST(check_programme, claims_nothing_of_what_it_had_no_steps_to_look_at) {
  const programme::programme p = from(base + filler);
  ASSERT_NE(find(analysis::check(p, now), kind::silenced), nullptr);
  const std::vector<analysis::finding> all = analysis::check(p, now, {.steps = 100});
  EXPECT_NE(find(all, kind::capped), nullptr) << text_of(all);
  EXPECT_EQ(find(all, kind::silenced), nullptr) << text_of(all);
  EXPECT_EQ(find(all, kind::never_its_turn), nullptr) << text_of(all);
}

TEST(check_programme, gives_no_more_findings_than_it_promises) {
  std::string text = base;
  for (std::size_t i = 0; i < analysis::max_findings + 5; ++i)
    text += list(fmt::format("q{}", i), "{ media = 'b.png' }");
  const std::vector<analysis::finding> all = analysis::check(from(text), now);
  ASSERT_EQ(all.size(), analysis::max_findings);
  EXPECT_EQ(all.back().kind, kind::capped);
  EXPECT_EQ(all.back().what.args.at(0), "6");
  // Findings about the limits are kept.
  const std::vector<analysis::finding> capped = analysis::check(from(text), now, {.steps = 100});
  ASSERT_EQ(capped.size(), analysis::max_findings);
  EXPECT_EQ(std::count_if(capped.begin(), capped.end(),
                          [](const analysis::finding& f) { return f.kind == kind::capped; }),
            2);
}

// ---- properties of every programme

RC_GTEST_PROP(check_programme, what_never_plays_is_not_in_the_timeline, ()) {
  const auto [p, d] = random_site();
  RC_ASSERT(!text::check_references(p));
  const utc_ms at = schedule::range_of(p, d).from + std::chrono::hours(7);
  const std::vector<analysis::finding> all = analysis::check(p, at, {.days = 3});
  RC_ASSERT(all.size() <= analysis::max_findings);
  std::set<std::string> never, not_soon;
  for (const analysis::finding& f : all) {
    if (f.kind == kind::never_its_turn) {
      not_soon.insert(f.campaign);
    } else if (says_never(f.kind) || f.kind == kind::is_over || f.kind == kind::begins_late) {
      never.insert(f.campaign);
    }
  }
  RC_CLASSIFY(!never.empty(), "something never plays");
  RC_CLASSIFY(!not_soon.empty(), "something has no turn");
  if (never.empty() && not_soon.empty()) return;
  for (const programme::screen& s : p.screens) {
    schedule::planner plan(p, s);
    for (int n = 0; n < (never.empty() ? 3 : 60); ++n) {
      for (const schedule::slot& x : plan.day(d + std::chrono::days(n))) {
        if (x.campaign < 0) continue;
        const std::string& name = p.campaigns[static_cast<std::size_t>(x.campaign)].name;
        RC_ASSERT(!never.contains(name));
        RC_ASSERT(n >= 3 || !not_soon.contains(name));
      }
    }
  }
}

RC_GTEST_PROP(check_programme, screens_are_alike_when_campaigns_and_hours_are, ()) {
  programme::programme p = random_site().p;
  for (programme::screen s : {p.screens.front(), p.screens.back()}) {
    s.name += "'";
    p.screens.push_back(s);
  }
  analysis::lint_context s(p, now, {});
  std::size_t screens = 0;
  for (const analysis::alike_screens& g : s.groups) {
    screens += g.screens.size();
    for (std::int32_t on : g.screens) {
      const programme::screen& one = p.screens[static_cast<std::size_t>(on)];
      RC_ASSERT(one.open == s.first_screen(g).open);
      for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
        bool is_listed =
            std::binary_search(g.campaigns.begin(), g.campaigns.end(), static_cast<std::int32_t>(i));
        RC_ASSERT(is_listed == programme::applies_to(p.campaigns[i], one));
      }
    }
  }
  RC_ASSERT(screens == p.screens.size());
}

RC_GTEST_PROP(instant_ranges, are_sets_of_instants, ()) {
  auto some = [] {
    schedule::instant_ranges all;
    for (int n = *rc::gen::inRange(0, 5); n > 0; --n) {
      utc_ms from(milliseconds(*rc::gen::inRange(0, 20)));
      all.push_back({from, from + milliseconds(*rc::gen::inRange(0, 5))});
    }
    return all;
  };
  const schedule::instant_ranges raw = some();
  schedule::instant_ranges a = raw, b = some();
  schedule::unite(a);
  schedule::unite(b);
  const schedule::instant_ranges both = schedule::common(a, b), rest = schedule::without(a, b);
  for (int i = 0; i < 30; ++i) {
    utc_ms t{milliseconds(i)};
    bool was = std::any_of(raw.begin(), raw.end(), [&](const auto& r) { return r.from <= t && t < r.to; });
    RC_ASSERT(schedule::contains(a, t) == was);
    RC_ASSERT(schedule::contains(both, t) == (schedule::contains(a, t) && schedule::contains(b, t)));
    RC_ASSERT(schedule::contains(rest, t) == (schedule::contains(a, t) && !schedule::contains(b, t)));
  }
  for (std::size_t i = 1; i < a.size(); ++i) RC_ASSERT(a[i - 1].to < a[i].from);
}

}  // namespace
}  // namespace bangtin::playlists::testing
