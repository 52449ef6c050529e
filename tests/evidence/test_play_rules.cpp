// Rule 2 of counting, case by case: what an honest screen records counts as before, and what cannot have
// happened is uncounted with its reason.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <set>

#include "evidence/rules/planned_plays.hpp"
#include "evidence/rules/play_rules.hpp"

namespace bangtin::evidence::rules {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const utc_ms noon = std::chrono::sys_days(std::chrono::year(2026) / 10 / 10) + hours(5);

// A play of 10 s whose START was written 2 s ahead, with all that it needs to count.
struct situation {
  record start, end;
  play_case c;
  situation() {
    start.log = std::string(32, 'a');
    start.seq = 7;
    start.type = record_type::start;
    start.boot = "boot";
    start.mono = seconds(1000);
    start.utc = noon - seconds(2);
    start.clock = clock_trust::synced;
    start.play = play_facts{7, sha256("programme"), "always", "a.png", noon, seconds(10)};
    end = start;
    end.seq = 8;
    end.type = record_type::end;
    end.mono = seconds(1012);
    end.utc = noon + seconds(10);
    end.end = play_end{seconds(10), 300, 0, "connected", play_outcome::complete, ""};
    c.programme = {true, noon - hours(24), noon + hours(24), true};
    c.received = noon + hours(1);
    c.end = &end;
  }
  verdict judged() {
    c.start = &start;
    c.at = {start.utc, start.clock, {}};
    return judge(c);
  }
};

struct row {
  const char* what;
  std::function<void(situation&)> change;
  column where;
  std::string reason;
};

TEST(play_rules, say_of_each_start_what_it_tells_of) {
  const std::vector<row> table{
      {"a whole play", [](situation&) {}, column::plays, ""},
      {"95 percent", [](situation& s) { s.end.end->shown = milliseconds(9'500); }, column::plays, ""},
      {"less than that",
       [](situation& s) {
         s.end.end->shown = milliseconds(9'499);
         s.end.end->outcome = play_outcome::partial;
         s.end.end->reason = "late-join";
       },
       column::partial, "late-join"},
      {"it claims to be complete and was not", [](situation& s) { s.end.end->shown = seconds(3); },
       column::partial, "shown-short"},
      {"nothing was presented", [](situation& s) { s.end.end->frames = 0; }, column::failed, "not-shown"},
      {"nobody saw it", [](situation& s) { s.end.end->output = "disconnected"; }, column::failed,
       "output-disconnected"},
      {"a crash",
       [](situation& s) { s.end.end = play_end{{}, 0, 0, "unknown", play_outcome::failed, "decoder-crash"}; },
       column::failed, "decoder-crash"},
      {"a reason that is no word",
       [](situation& s) {
         s.end.end = play_end{{}, 0, 0, "unknown", play_outcome::failed, "=HYPERLINK(\"x\")"};
       },
       column::failed, "other"},
      {"no END", [](situation& s) { s.c.end = nullptr; }, column::uncounted, "open"},
      {"an END of another programme", [](situation& s) { s.end.play->programme = sha256("other"); },
       column::uncounted, "mismatch"},
      {"an END of another campaign", [](situation& s) { s.end.play->campaign = "other"; }, column::uncounted,
       "mismatch"},
      {"an END of another item", [](situation& s) { s.end.play->media = "b.png"; }, column::uncounted,
       "mismatch"},
      {"an END of another slot", [](situation& s) { s.end.play->planned_start += seconds(1); },
       column::uncounted, "mismatch"},
      {"no such programme", [](situation& s) { s.c.programme.published = false; }, column::uncounted,
       "programme"},
      {"long before it was issued", [](situation& s) { s.c.programme.issued = noon + hours(1); },
       column::uncounted, "programme"},
      {"just before it was issued, as two clocks differ",
       [](situation& s) { s.c.programme.issued = noon + std::chrono::minutes(9); }, column::failed,
       "programme"},
      {"after it expired", [](situation& s) { s.c.programme.expires = noon - seconds(2); }, column::uncounted,
       "programme"},
      {"not in the timeline", [](situation& s) { s.c.programme.planned = false; }, column::uncounted,
       "not-planned"},
      {"long before its slot", [](situation& s) { s.start.utc = noon - seconds(6); }, column::uncounted,
       "not-planned"},
      {"after its slot", [](situation& s) { s.start.utc = noon + seconds(11); }, column::uncounted,
       "not-planned"},
      {"nothing of it was shown, and it was told late",
       [](situation& s) {
         s.start.utc = noon + hours(1);
         s.end.end = play_end{{}, 0, 0, "unknown", play_outcome::failed, "file-missing"};
       },
       column::failed, "file-missing"},
      {"a thousand million seconds of airtime",
       [](situation& s) {
         s.end.end->shown = seconds(1'000'000'000);
         s.end.mono = s.start.mono + seconds(1'000'000'000);
       },
       column::uncounted, "too-long"},
      {"shown for longer than it ran", [](situation& s) { s.end.mono = s.start.mono + seconds(1); },
       column::uncounted, "too-long"},
      {"shown in two boots", [](situation& s) { s.end.boot = "next"; }, column::uncounted, "too-long"},
      {"ended by the next start",
       [](situation& s) {
         s.end.boot = "next";
         s.end.mono = seconds(3);
         s.end.end = play_end{{}, 0, 0, "unknown", play_outcome::partial, "interrupted"};
       },
       column::failed, "interrupted"},
      {"START written before the approval, and shown after it",
       [](situation& s) { s.c.programme.issued = noon - seconds(1); }, column::plays, ""},
      {"shown before the approval", [](situation& s) { s.c.programme.issued = noon + milliseconds(1); },
       column::failed, "programme"},
      {"shown when the programme had expired", [](situation& s) { s.c.programme.expires = noon; },
       column::uncounted, "programme"},
      {"after its receipt", [](situation& s) { s.c.received = noon - hours(1); }, column::uncounted,
       "after-receipt"},
      {"on screen with others", [](situation& s) { s.c.fits_in_boot = false; }, column::uncounted, "overlap"},
      {"in a log that does not verify", [](situation& s) { s.c.doubtful = true; }, column::uncounted,
       "doubt"},
  };
  for (const row& r : table) {
    situation s;
    r.change(s);
    EXPECT_EQ(s.judged().where, r.where) << r.what;
    EXPECT_EQ(s.judged().reason, r.reason) << r.what;
  }
}

TEST(play_rules, one_boot_shows_one_play_at_a_time) {
  placement p;
  int placed = 0;
  for (int i = 0; i < 1000; ++i) {
    situation s;
    placed += place(p, s.start, s.end).fits ? 1 : 0;
  }
  EXPECT_LE(placed, 2) << "in the time of one play";
  // One after the other, all fit.
  placement q;
  for (int i = 0; i < 1000; ++i) {
    situation s;
    s.start.mono += seconds(10) * i;
    s.end.mono += seconds(10) * i;
    EXPECT_EQ(place(q, s.start, s.end).until, s.end.mono);
  }
}

// A play of a boot which was shown for some seconds between its START and its END.
struct shown_between {
  int start = 0, end = 0, shown = 0;
  bool placed_in(placement& p) const {
    situation s;
    s.start.play->planned = s.end.play->planned = hours(24);
    s.start.utc = s.start.play->planned_start;
    s.start.mono = seconds(start);
    s.end.mono = seconds(end);
    s.end.end->shown = seconds(shown);
    return place(p, s.start, s.end).fits;
  }
};

TEST(play_rules, a_stack_of_plays_has_the_time_of_one_however_its_records_are_ordered) {
  struct row {
    const char* what;
    std::vector<shown_between> plays;  // in the order of their ENDs
    std::size_t placed;
  };
  std::vector<shown_between> opened_first(1'000, {0, 3'600, 3'600});
  std::vector<shown_between> staggered, clock_went_back, late;
  for (int i = 0; i < 1'000; ++i) {
    staggered.push_back({i, 3'600, 3'600 - i});
    clock_went_back.push_back({0, 100, 100});
    late.push_back({i, 3'600, 15});
  }
  const std::vector<row> table{
      {"all open at once", opened_first, 1},
      {"each begun a second after the one before", staggered, 1},
      {"the monotonic clock goes back for each", clock_went_back, 1},
      {"in the hour after a full one, from ever later instants", late, 240},
      {"the free time before an earlier END", {{20, 30, 10}, {0, 40, 20}}, 2},
      {"and more than that", {{20, 30, 10}, {0, 40, 20}, {0, 41, 20}, {0, 42, 20}}, 3},
  };
  for (const row& r : table) {
    placement p;
    std::size_t placed = 0;
    for (const shown_between& play : r.plays) placed += play.placed_in(p) ? 1 : 0;
    EXPECT_EQ(placed, r.placed) << r.what;
    EXPECT_LE(p.gaps.size(), max_gaps) << r.what;
  }
}

// Second by second: each play takes the earliest free seconds of its boot since it was on the screen.
TEST(play_rules, each_play_takes_the_earliest_free_time_of_its_boot) {
  bool held = rc::check("as counted by the second", [] {
    placement p;
    std::set<int> taken;
    int end = 0;
    int plays = *rc::gen::inRange(1, 40);
    for (int i = 0; i < plays; ++i) {
      end += *rc::gen::inRange(0, 30);
      shown_between play{std::max(0, end - *rc::gen::inRange(1, 120)), end, 0};
      if (play.start == end) continue;
      play.shown = *rc::gen::inRange(1, end - play.start + 1);
      std::vector<int> wanted;
      for (int t = play.start; std::ssize(wanted) < play.shown; ++t) {
        if (!taken.contains(t)) wanted.push_back(t);
      }
      bool has_place = wanted.back() + 1 <= end + 10;
      if (has_place) taken.insert(wanted.begin(), wanted.end());
      RC_ASSERT(play.placed_in(p) == has_place);
      std::int64_t free = 0;
      for (const placement::gap& g : p.gaps) free += (g.to - g.from) / seconds(1);
      RC_ASSERT(p.until / seconds(1) - free == std::ssize(taken));
    }
  });
  EXPECT_TRUE(held);
}

TEST(play_rules, a_boot_remembers_its_newest_free_time) {
  placement p;
  const auto pauses = static_cast<int>(max_gaps) + 10;
  for (int i = 0; i < pauses; ++i) EXPECT_TRUE((shown_between{10 + 20 * i, 20 + 20 * i, 10}.placed_in(p)));
  EXPECT_EQ(p.gaps.size(), max_gaps);
  const int end = 20 * pauses;
  EXPECT_TRUE((shown_between{end - 40, end, 20}.placed_in(p)));
  EXPECT_FALSE((shown_between{0, end, 5'000}.placed_in(p))) << "the first pauses count as taken";
}

TEST(play_rules, of_two_plays_at_once_the_later_received_does_not_count) {
  claim a{noon, noon + seconds(10), noon, 1, true, {}};
  EXPECT_EQ(clash(a, a), reason::overlap);
  claim b{noon + milliseconds(9'500), noon + milliseconds(19'500), noon + seconds(10), 2, true, {}};
  EXPECT_EQ(clash(a, b), "") << "two clocks that differ a little";
  b.from -= milliseconds(1);
  b.to -= milliseconds(1);
  EXPECT_EQ(clash(a, b), reason::overlap) << "more than a twentieth";
  claim whole_hour{noon - hours(1), noon + seconds(1), noon - hours(1), 3, true, {}};
  claim next_hour{noon, noon + hours(1), noon, 4, true, {}};
  EXPECT_EQ(clash(whole_hour, next_hour), "");
  whole_hour.to += milliseconds(1);
  EXPECT_EQ(clash(whole_hour, next_hour), reason::overlap) << "more than a second";
  claim again{noon + seconds(10), noon + seconds(20), noon, 1, true, {}};
  EXPECT_EQ(clash(a, again), reason::slot_taken);
  again.counts = false;
  EXPECT_EQ(clash(a, again), "") << "a partial play leaves the slot to another";
}

// However many boots or logs they come from, and however short they are.
TEST(play_rules, plays_that_do_not_clash_claim_little_more_than_the_time_they_cover) {
  bool held = rc::check("at most 1/19", [] {
    std::vector<claim> counted;
    const int plays = *rc::gen::inRange(1, 200);
    for (int i = 0; i < plays; ++i) {
      const utc_ms from = noon + milliseconds(*rc::gen::inRange(0, 60'000));
      claim next{from, from + milliseconds(*rc::gen::inRange(1, 12'000)), noon, std::uint64_t(i), true, {}};
      bool fits = true;
      for (const claim& c : counted) fits = fits && clash(c, next).empty();
      if (fits) counted.push_back(next);
    }
    std::sort(counted.begin(), counted.end(), [](const claim& a, const claim& b) { return a.from < b.from; });
    milliseconds claimed{}, covered{};
    utc_ms until{};
    for (const claim& c : counted) {
      claimed += c.to - c.from;
      if (c.to > until) covered += c.to - std::max(c.from, until);
      until = std::max(until, c.to);
    }
    RC_ASSERT(claimed * 19 <= covered * 20);
  });
  EXPECT_TRUE(held);
}

// START is durable before the first frame, so it is older than what it tells of.
TEST(play_rules, a_play_belongs_to_the_time_from_which_it_was_shown) {
  struct row {
    const char* what;
    std::function<void(situation&)> change;
    milliseconds after_start;
  };
  const std::vector<row> table{
      {"START 2 s before the slot", [](situation&) {}, seconds(2)},
      {"after the slot's instant", [](situation& s) { s.start.utc = noon + seconds(3); }, seconds(0)},
      {"longer before it than a screen writes START",
       [](situation& s) {
         s.start.utc = noon - seconds(9);
         s.end.mono = s.start.mono + seconds(19);
       },
       seconds(5)},
      {"without an END", [](situation& s) { s.c.end = nullptr; }, seconds(2)},
      {"with the END of another play",
       [](situation& s) {
         s.end.play->media = "b.png";
         s.end.mono = s.start.mono + seconds(10);
       },
       seconds(2)},
      {"nothing was shown, and it ended before the slot",
       [](situation& s) {
         s.end.mono = s.start.mono + seconds(1);
         s.end.end = play_end{{}, 0, 0, "unknown", play_outcome::failed, "file-missing"};
       },
       seconds(2)},
      {"the clock stepped, and the first frame came sooner",
       [](situation& s) { s.end.mono = s.start.mono + milliseconds(10'500); }, milliseconds(500)},
      {"more was shown than fits after START", [](situation& s) { s.end.mono = s.start.mono + seconds(9); },
       seconds(0)},
      {"ended by the next start",
       [](situation& s) {
         s.end.boot = "next";
         s.end.mono = seconds(3);
         s.end.end->shown = {};
       },
       seconds(2)},
  };
  for (const row& r : table) {
    situation s;
    r.change(s);
    for (utc_ms corrected : {s.start.utc, s.start.utc + hours(24 * 365), s.start.utc - milliseconds(1)}) {
      EXPECT_EQ(time_of(s.start, s.c.end, corrected), corrected + r.after_start) << r.what;
    }
  }
  const situation s;
  const utc_ms last = from_unix_ms(253'402'300'799'999);
  EXPECT_EQ(time_of(s.start, &s.end, last), last) << "no later time has a text";
}

TEST(redating, takes_the_best_clock_of_the_boot) {
  auto at = [](int mono_s, clock_trust trust, utc_ms utc) {
    record r;
    r.boot = "boot";
    r.mono = seconds(mono_s);
    r.clock = trust;
    r.utc = utc;
    return r;
  };
  boot_clock clock;
  record early = at(10, clock_trust::unsynced, utc_ms{});
  EXPECT_FALSE(learn(clock, early));
  EXPECT_EQ(correct(early, clock).at, utc_ms{}) << "nothing better is known";
  EXPECT_TRUE(learn(clock, at(20, clock_trust::estimated, noon)));
  EXPECT_EQ(correct(early, clock).at, noon - seconds(10));
  EXPECT_TRUE(learn(clock, at(30, clock_trust::synced, noon + seconds(15))));
  EXPECT_EQ(correct(early, clock).at, noon - seconds(5));
  EXPECT_EQ(correct(early, clock).trust, clock_trust::synced);
  record later = at(40, clock_trust::unsynced, utc_ms{});
  EXPECT_FALSE(learn(clock, later));
  EXPECT_EQ(correct(later, clock).at, noon + seconds(25));
  record sure = at(50, clock_trust::synced, noon + hours(1));
  EXPECT_FALSE(learn(clock, sure)) << "a step of a trusted clock re-dates nothing before it";
  EXPECT_EQ(correct(sure, clock).at, noon + hours(1));
}

// ---- what the timeline has

playlists::programme::programme a_programme() {
  playlists::programme::programme p;
  p.version = 1;
  p.issued = noon - hours(24);
  p.expires = noon + hours(48);
  playlists::programme::media_item poster, guide;
  poster.name = "a.png";
  guide.name = "b.pdf";
  guide.kind = playlists::programme::media_kind::pages;
  guide.pages = 3;
  p.media = {poster, guide};
  p.slate = "a.png";
  playlists::programme::screen lobby;
  lobby.name = "lobby";
  p.screens = {lobby};
  p.playlists = {{"all", {{"a.png", seconds(10), "", "", ""}, {"b.pdf", seconds(5), "", "", ""}}}};
  playlists::programme::campaign always;
  always.name = "always";
  always.playlist = "all";
  always.screens = {"all"};
  always.hours = {{hours(7), hours(17)}};
  p.campaigns = {always};
  return p;
}

TEST(planned_plays, are_those_of_the_timeline_and_no_others) {
  auto p = std::make_shared<const playlists::programme::programme>(a_programme());
  planned_plays lobby(p, "lobby");
  planned_plays nowhere(p, "market");
  int plays = 0;
  std::vector<playlists::schedule::slot> slots =
      playlists::schedule::timeline(*p, p->screens[0], playlists::schedule::day_of(*p, noon));
  for (const playlists::schedule::slot& s : slots) {
    play_facts f{1,        sha256("p"),
                 "always", s.page > 0 ? "b.pdf" : "a.png",
                 s.from,   s.page > 0 ? seconds(15) : seconds(10)};
    bool begins = s.campaign >= 0 && s.page <= 1;
    EXPECT_EQ(lobby.contains(f), begins) << "at " << to_unix_ms(s.from) << ", page " << s.page;
    EXPECT_FALSE(nowhere.contains(f));
    plays += begins ? 1 : 0;
    for (auto change : std::vector<std::function<void(play_facts&)>>{
             [](play_facts& x) { x.campaign = ""; }, [](play_facts& x) { x.campaign = "other"; },
             [](play_facts& x) { x.media = "c.png"; }, [](play_facts& x) { x.planned += seconds(1); },
             [](play_facts& x) { x.planned_start += milliseconds(1); },
             [](play_facts& x) { x.planned_start = utc_ms{}; },
             [](play_facts& x) { x.planned_start += hours(24 * 400); }}) {
      play_facts wrong = f;
      change(wrong);
      EXPECT_FALSE(lobby.contains(wrong));
    }
  }
  EXPECT_EQ(plays, 10 * 3600 / 25 * 2) << "two plays in 25 s, for ten hours";
}

}  // namespace
}  // namespace bangtin::evidence::rules
