// The conductor through whole days, with a simulated clock and a stage that fails when a test says so.
#include "player/core/conductor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;
using evidence::record_type;

// One play as the timeline plans it: a slot, or all the pages of an item.
struct planned_play {
  utc_ms from, to;
  std::string media;
  bool operator==(const planned_play&) const = default;
};

std::string media_name(const playlists::programme::programme& p, const playlists::schedule::slot& s) {
  if (s.campaign < 0) return p.slate;
  const auto& c = p.campaigns[static_cast<std::size_t>(s.campaign)];
  return p.find_playlist(c.playlist)->items[static_cast<std::size_t>(s.item)].media;
}

std::vector<planned_play> plays_planned(const playlists::programme::programme& p, utc_ms from, utc_ms to) {
  std::vector<planned_play> all;
  for (const playlists::schedule::slot& s : slots_of(p, from)) {
    if (s.campaign < 0 || s.from < from || s.from >= to) continue;
    if (s.page > 1) {
      if (!all.empty()) all.back().to = s.to;
    } else {
      all.push_back({s.from, s.to, media_name(p, s)});
    }
  }
  return all;
}

std::string file_at(const theatre& t, utc_ms when) {
  stage::mono_ms at = t.mono_of(when);
  std::string name = "nothing";
  for (const happened& h : t.screen) {
    if (h.from > at) break;
    auto known = names_of_files().find(h.file);
    name = known != names_of_files().end()                       ? known->second
           : std::holds_alternative<stage::text_card>(h.what)    ? "card"
           : std::holds_alternative<stage::picture_file>(h.what) ? "unknown file"
                                                                 : "dark";
  }
  return name;
}

class a_screen : public ::testing::Test {
 protected:
  playlists::programme::programme p = small_programme();
  theatre open_at(utc_ms when) { return theatre(when); }
  static void pair(theatre& t, const playlists::programme::programme& shown) {
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(shown)});
  }
  static std::vector<evidence::record> ends(const theatre& t) {
    std::vector<evidence::record> all;
    for (const kept& k : t.kept_plays()) {
      if (k.end) all.push_back(*k.end);
    }
    return all;
  }
  // The first slot of that file at or after `from`.
  utc_ms start_of(const std::string& media, utc_ms from) const {
    for (const playlists::schedule::slot& s : slots_of(p, from)) {
      if (s.from >= from && media_name(p, s) == media && s.page <= 1) return s.from;
    }
    return {};
  }
  std::optional<kept> play_at(const theatre& t, utc_ms start) const {
    for (const kept& k : t.kept_plays()) {
      if (k.start && k.start->play->planned_start == start) return k;
    }
    return std::nullopt;
  }
};

TEST_F(a_screen, shows_every_slot_of_a_day_at_its_instant_and_keeps_one_play_of_each) {
  theatre t(the_day + hours(6));
  pair(t, p);
  t.run_for(hours(12));
  auto expected = plays_planned(p, the_day, the_day + hours(24));
  ASSERT_GT(expected.size(), 1000u);
  auto plays = t.kept_plays();
  ASSERT_EQ(plays.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_TRUE(plays[i].end);
    EXPECT_EQ(plays[i].start->play->planned_start, expected[i].from);
    EXPECT_EQ(plays[i].start->play->planned, expected[i].to - expected[i].from);
    EXPECT_EQ(plays[i].start->play->media, expected[i].media);
    EXPECT_EQ(plays[i].end->end->outcome, play_outcome::complete) << plays[i].end->end->reason;
    EXPECT_EQ(plays[i].end->end->reason, "");
    EXPECT_EQ(plays[i].end->end->output, "connected");
    EXPECT_EQ(plays[i].end->end->shown, expected[i].to - expected[i].from);
  }
  // Every slot's first frame comes on its instant, to the millisecond.
  std::vector<stage::mono_ms> instants;
  for (const playlists::schedule::slot& s : slots_of(p, the_day)) {
    if (s.campaign >= 0) instants.push_back(t.mono_of(s.from));
  }
  std::vector<stage::mono_ms> began;
  for (const happened& h : t.screen) {
    if (names_of_files().contains(h.file) && names_of_files().at(h.file) != "slate.png")
      began.push_back(h.from);
  }
  EXPECT_EQ(began, instants);
  EXPECT_LE(t.max_alive, 4u);
  EXPECT_TRUE(t.notes.empty());
}

TEST_F(a_screen, has_start_on_disk_before_the_first_frame) {
  theatre t(the_day + hours(6) + minutes(59));
  t.durable_after = milliseconds(300);
  pair(t, p);
  t.run_for(minutes(30));
  for (const kept& k : t.kept_plays()) {
    EXPECT_LE(k.start_at, t.mono_of(k.start->play->planned_start));
  }
}

TEST_F(a_screen, is_dark_when_closed_and_leaves_no_evidence_of_it) {
  theatre t(the_day + hours(17));
  pair(t, p);
  t.run_for(hours(2));
  EXPECT_EQ(file_at(t, the_day + hours(18)), "dark");
  EXPECT_EQ(t.c.showing().media, "closed");
  for (const auto& end : ends(t)) EXPECT_NE(end.play->media, "slate.png");
}

TEST_F(a_screen, goes_through_midnight_without_a_hole) {
  p.screens[0].open.clear();
  theatre t(the_day + hours(22));
  pair(t, p);
  t.run_for(hours(4));
  auto after = plays_planned(p, the_day + hours(24), the_day + hours(26) - minutes(1));
  ASSERT_FALSE(after.empty());
  for (const planned_play& one : after) {
    auto k = play_at(t, one.from);
    ASSERT_TRUE(k && k->end) << one.media;
    EXPECT_EQ(k->end->end->outcome, play_outcome::complete);
  }
}

TEST_F(a_screen, joins_the_running_clip_where_it_is_and_calls_it_partial) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start + seconds(12));
  pair(t, p);
  t.run_for(seconds(25));
  const auto& file = std::get<stage::picture_file>(t.screen.front().what);
  EXPECT_EQ(names_of_files().at(t.screen.front().file), "clip.mp4");
  milliseconds behind = t.screen.front().from - t.mono_of(start);
  // The offset belongs to the instant for which the cue was prepared; if the cue is ready later, the stage
  // catches up.
  EXPECT_EQ(file.offset, seconds(12) + milliseconds(100));
  EXPECT_GE(behind, file.offset);
  EXPECT_EQ(file.length, seconds(30) - file.offset);
  auto k = play_at(t, start);
  ASSERT_TRUE(k && k->end);
  EXPECT_EQ(k->end->end->outcome, play_outcome::partial);
  EXPECT_EQ(k->end->end->reason, "late-join");
  EXPECT_EQ(k->end->play->planned, seconds(30));
}

// Otherwise it would lag behind a screen that began in time, for its whole length.
TEST_F(a_screen, a_clip_that_is_joined_hardly_late_keeps_its_instant) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start + milliseconds(300));
  pair(t, p);
  t.run_for(seconds(5));
  const auto& file = std::get<stage::picture_file>(t.screen.front().what);
  EXPECT_EQ(names_of_files().at(t.screen.front().file), "clip.mp4");
  EXPECT_EQ(file.offset, milliseconds(0));
  EXPECT_EQ(file.length, seconds(30)) << "from its own instant on";
}

TEST_F(a_screen, counts_a_clip_joined_in_its_first_twentieth_as_complete) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start + milliseconds(900));
  pair(t, p);
  t.run_for(seconds(45));
  EXPECT_EQ(play_at(t, start)->end->end->outcome, play_outcome::complete);
}

TEST_F(a_screen, shows_the_pages_of_a_guide_as_one_play) {
  utc_ms start = start_of("guide.pdf", the_day + hours(9));
  theatre t(start - minutes(2));
  pair(t, p);
  t.run_for(minutes(3));
  EXPECT_EQ(file_at(t, start + seconds(2)), "guide.pdf1");
  EXPECT_EQ(file_at(t, start + seconds(7)), "guide.pdf2");
  EXPECT_EQ(file_at(t, start + seconds(12)), "guide.pdf3");
  auto k = play_at(t, start);
  EXPECT_EQ(k->end->end->outcome, play_outcome::complete);
  EXPECT_EQ(k->end->end->shown, seconds(15));
  EXPECT_EQ(k->end->end->frames, 3);
}

TEST_F(a_screen, joins_a_guide_at_its_second_page_as_a_partial_play) {
  utc_ms start = start_of("guide.pdf", the_day + hours(9));
  theatre t(start + seconds(6));
  pair(t, p);
  t.run_for(seconds(20));
  auto k = play_at(t, start);
  ASSERT_TRUE(k && k->end);
  EXPECT_EQ(k->end->end->outcome, play_outcome::partial);
  EXPECT_EQ(k->end->end->reason, "late-join");
  EXPECT_EQ(k->end->end->frames, 2);
}

// ---- failures at every moment of an item's life

struct mishap_case {
  const char* situation;
  theatre::fate fate;
  std::optional<milliseconds> durable_after;
  std::optional<play_outcome> outcome;  // empty: no record may remain
  const char* reason;
  const char* seen;  // what the screen shows two seconds before the slot's end
  int gaps;
};
void PrintTo(const mishap_case& m, std::ostream* out) {
  *out << m.situation;
}

class a_mishap : public a_screen, public ::testing::WithParamInterface<mishap_case> {};

TEST_P(a_mishap, leaves_the_right_record_and_a_picture) {
  const mishap_case& m = GetParam();
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(30));
  bool hit = false;
  t.fate_of = [&](const prepare_cue& cue) {
    bool first_clip = cue.file == file_named("clip.mp4") && t.now.utc > start - seconds(20) && !hit;
    hit |= first_clip;
    t.durable_after = first_clip ? m.durable_after : milliseconds(5);
    return first_clip ? m.fate : theatre::fate{};
  };
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(28)));
  EXPECT_EQ(file_at(t, start + seconds(28)), m.seen);
  t.run_for(minutes(5));
  auto k = play_at(t, start);
  ASSERT_EQ(k.has_value() && k->start.has_value(), m.outcome.has_value());
  if (m.outcome) {
    ASSERT_TRUE(k->end);
    EXPECT_EQ(k->end->end->outcome, *m.outcome);
    EXPECT_EQ(k->end->end->reason, m.reason);
  }
  EXPECT_EQ(t.notes.size(), static_cast<std::size_t>(m.gaps));
  // Whatever happened, the plays that follow begin on time and are complete.
  auto later = plays_planned(p, start + seconds(30), start + minutes(4));
  for (const planned_play& one : later) {
    auto next = play_at(t, one.from);
    ASSERT_TRUE(next && next->end);
    EXPECT_EQ(next->end->end->outcome, play_outcome::complete) << one.media;
  }
  EXPECT_LE(t.max_alive, 4u);
}

using ms = milliseconds;
INSTANTIATE_TEST_SUITE_P(
    of_every_kind, a_mishap,
    ::testing::Values(
        mishap_case{"fails at once",
                    {{}, ms(0), {}, "decoder-error"},
                    ms(5),
                    play_outcome::failed,
                    "decoder-error",
                    "slate.png",
                    0},
        mishap_case{"fails before ready",
                    {{}, ms(1500), {}, "decoder-timeout"},
                    ms(5),
                    play_outcome::failed,
                    "decoder-timeout",
                    "slate.png",
                    0},
        mishap_case{"fails when ready",
                    {ms(200), ms(3000), {}, "decoder-crash"},
                    ms(5),
                    play_outcome::failed,
                    "decoder-crash",
                    "slate.png",
                    0},
        mishap_case{"fails in the middle",
                    {ms(200), {}, ms(9000), "decoder-crash"},
                    ms(5),
                    play_outcome::partial,
                    "decoder-crash",
                    "slate.png",
                    0},
        mishap_case{"fails just before its end",
                    {ms(200), {}, ms(29'900), "decoder-crash"},
                    ms(5),
                    play_outcome::partial,
                    "decoder-crash",
                    "clip.mp4",
                    0},
        mishap_case{
            "is never ready", {{}, {}, {}, ""}, ms(5), play_outcome::failed, "not-ready", "slate.png", 0},
        mishap_case{"is ready a little late",
                    {ms(4500), {}, {}, ""},
                    ms(5),
                    play_outcome::complete,
                    "",
                    "clip.mp4",
                    0},
        mishap_case{"is ready too late",
                    {ms(5500), {}, {}, ""},
                    ms(5),
                    play_outcome::failed,
                    "not-ready",
                    "slate.png",
                    0},
        mishap_case{
            "START takes long", {ms(200), {}, {}, ""}, ms(2400), play_outcome::complete, "", "clip.mp4", 0},
        mishap_case{"START comes too late",
                    {ms(200), {}, {}, ""},
                    ms(9000),
                    play_outcome::partial,
                    "start-late",
                    "clip.mp4",
                    1},
        mishap_case{"START is refused", {ms(200), {}, {}, ""}, {}, {}, "", "clip.mp4", 1}));

TEST_F(a_screen, says_when_its_output_was_off_during_a_play) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(30));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(10)));
  t.tell(stage::output_state{false});
  t.run_for(seconds(2));
  t.tell(stage::output_state{true});
  t.run_for(seconds(60));
  EXPECT_EQ(play_at(t, start)->end->end->output, "disconnected");
  utc_ms next = plays_planned(p, start + seconds(30), start + minutes(2)).front().from;
  EXPECT_EQ(play_at(t, next)->end->end->output, "connected");
}

TEST_F(a_screen, puts_an_item_in_quarantine_after_three_failures_until_its_file_changes) {
  theatre t(the_day + hours(8));
  int tried = 0;
  t.fate_of = [&](const prepare_cue& cue) {
    bool bad = cue.file == file_named("poster.png");
    tried += bad ? 1 : 0;
    return bad ? theatre::fate{{}, ms(100), {}, "decoder-error"} : theatre::fate{};
  };
  pair(t, p);
  t.run_for(minutes(20));
  EXPECT_EQ(tried, 3);
  int quarantined = 0;
  for (const auto& end : ends(t)) {
    if (end.play->media != "poster.png") continue;
    EXPECT_EQ(end.end->outcome, play_outcome::failed);
    quarantined += end.end->reason == "quarantined" ? 1 : 0;
  }
  EXPECT_GT(quarantined, 3);
  utc_ms poster = start_of("poster.png", t.now.utc - minutes(3));
  EXPECT_EQ(file_at(t, poster + seconds(5)), "slate.png");

  playlists::programme::programme mended = p;
  mended.version = 2;
  mended.media[2].files = {file_named("other.png")};
  t.tell(programme_arrived{ready(mended)});
  t.run_for(minutes(5));
  poster = start_of("poster.png", t.now.utc - minutes(2));
  EXPECT_EQ(play_at(t, poster)->end->end->outcome, play_outcome::complete);
}

TEST_F(a_screen, does_not_call_a_guide_whole_that_lacked_a_page_however_many_it_has) {
  p.media[3] = media_named("guide.pdf", playlists::programme::media_kind::pages, 40);
  p.playlists[0].items = {{"guide.pdf", seconds(1), "", "", ""}};
  for (const char* reason : {"file-missing", "out-of-memory", "decoder-error"}) {
    theatre t(the_day + hours(8));
    t.fate_of = [&](const prepare_cue& cue) {
      bool bad = cue.file == file_named("guide.pdf7");
      return bad ? theatre::fate{{}, ms(0), {}, reason} : theatre::fate{};
    };
    pair(t, p);
    t.run_for(minutes(5));
    utc_ms guide = start_of("guide.pdf", t.now.utc - minutes(2));
    EXPECT_EQ(play_at(t, guide)->end->end->outcome, play_outcome::partial) << reason;
  }
}

TEST_F(a_screen, does_not_quarantine_an_item_for_what_is_no_fault_of_its_own) {
  for (const char* reason : {"file-missing", "out-of-memory"}) {
    theatre t(the_day + hours(8));
    bool trouble = true;
    t.fate_of = [&](const prepare_cue& cue) {
      bool bad = trouble && cue.file == file_named("poster.png");
      return bad ? theatre::fate{{}, ms(0), {}, reason} : theatre::fate{};
    };
    pair(t, p);
    t.run_for(minutes(20));
    trouble = false;
    t.run_for(minutes(3));
    utc_ms poster = start_of("poster.png", t.now.utc - minutes(2));
    EXPECT_EQ(play_at(t, poster)->end->end->outcome, play_outcome::complete) << reason;
  }
}

TEST_F(a_screen, falls_back_to_words_when_the_slate_fails_too) {
  p.campaigns[0].days = 0x01;  // Mondays only: the slate today
  theatre t(the_day + hours(9));
  t.fate_of = [&](const prepare_cue&) { return theatre::fate{{}, ms(0), {}, "file-missing"}; };
  pair(t, p);
  t.run_for(minutes(1));
  EXPECT_EQ(file_at(t, t.now.utc), "card");
}

// ---- other events

TEST_F(a_screen, shows_its_code_until_it_is_paired_and_then_the_programme) {
  theatre t(the_day + hours(9));
  t.tell(unpaired{"ABCD-1234", "http://127.0.0.1:8470"});
  t.run_for(minutes(1));
  ASSERT_EQ(t.screen.size(), 1u);
  EXPECT_EQ(std::get<stage::text_card>(t.screen[0].what).title, "ABCD-1234");
  EXPECT_EQ(t.c.showing().media, "pairing");
  pair(t, p);
  t.run_for(minutes(1));
  EXPECT_NE(file_at(t, t.now.utc), "card");
}

TEST_F(a_screen, switches_to_a_new_programme_where_that_begins_something) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(40));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(5)));
  playlists::programme::programme next = p;
  next.version = 2;
  next.playlists[0].items = {{"poster.png", seconds(7), "", "", ""}};
  t.tell(programme_arrived{ready(next)});
  t.run_for(minutes(2));
  utc_ms taken = {};
  for (const playlists::schedule::slot& s : slots_of(next, start)) {
    if (s.from >= start + seconds(7)) {
      taken = s.from;
      break;
    }
  }
  auto cut = play_at(t, start);
  EXPECT_EQ(cut->end->end->outcome, play_outcome::partial);
  EXPECT_EQ(cut->end->end->reason, "programme-changed");
  EXPECT_EQ(cut->end->end->shown, taken - start);
  auto first = play_at(t, taken);
  ASSERT_TRUE(first && first->end);
  EXPECT_EQ(first->end->play->programme, playlists::text::programme_digest(next));
  EXPECT_EQ(first->end->end->outcome, play_outcome::complete);
  EXPECT_EQ(t.c.showing().programme_version, 2);
}

TEST_F(a_screen, says_which_programme_it_changes_over_to_and_when) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(40));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(5)));
  EXPECT_EQ(t.c.showing().next, std::nullopt);
  playlists::programme::programme next = p;
  next.version = 2;
  next.playlists[0].items = {{"poster.png", seconds(7), "", "", ""}};
  t.tell(programme_arrived{ready(next)});
  std::optional<changeover> change = t.c.showing().next;
  ASSERT_TRUE(change);
  EXPECT_EQ(change->version, 2);
  EXPECT_GT(change->at, t.now.utc);
  EXPECT_EQ(t.c.showing().programme_version, 1);
  t.run_until(t.mono_of(change->at + seconds(1)));
  EXPECT_EQ(t.c.showing().programme_version, 2);
  EXPECT_EQ(t.c.showing().next, std::nullopt);
}

TEST_F(a_screen, switches_in_time_though_an_item_was_to_be_joined_later) {
  p.playlists[0].items = {{"clip.mp4", {}, "", "", ""}, {"poster.png", seconds(300), "", "", ""}};
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(40));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(5)));
  // By the new time the poster is due; the screen joins it when the clip has ended.
  t.step_clock(seconds(60));
  t.run_for(milliseconds(100));
  ASSERT_EQ(file_at(t, t.now.utc), "clip.mp4");
  playlists::programme::programme next = p;
  next.version = 2;
  next.campaigns[0].days = 0x01;  // Mondays only: the slate today
  t.tell(programme_arrived{ready(next)});
  t.run_for(seconds(3));
  EXPECT_EQ(file_at(t, t.now.utc), "slate.png");
  EXPECT_EQ(t.c.showing().programme_version, 2);
}

TEST_F(a_screen, switches_at_once_when_it_is_closed) {
  theatre t(the_day + hours(20));
  pair(t, p);
  t.run_for(seconds(5));
  playlists::programme::programme next = p;
  next.version = 2;
  next.screens[0].open.clear();
  t.tell(programme_arrived{ready(next)});
  t.run_for(seconds(3));
  EXPECT_EQ(t.c.showing().programme_version, 2);
  EXPECT_NE(t.c.showing().media, "closed");
}

TEST_F(a_screen, shows_the_slate_once_its_programme_has_expired) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  p.expires = start + seconds(10);
  theatre t(start - minutes(2));
  pair(t, p);
  t.run_until(t.mono_of(start + minutes(10)));
  EXPECT_EQ(file_at(t, start + seconds(9)), "clip.mp4");
  EXPECT_EQ(file_at(t, start + seconds(11)), "slate.png");
  EXPECT_EQ(file_at(t, start + minutes(9)), "slate.png");
  EXPECT_EQ(play_at(t, start)->end->end->outcome, play_outcome::partial);
  EXPECT_EQ(play_at(t, start)->end->end->reason, "expired");
}

class a_clock_step : public a_screen, public ::testing::WithParamInterface<int> {};

TEST_P(a_clock_step, is_noted_and_followed_without_a_frozen_picture) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(40));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(5)));
  milliseconds step = seconds(GetParam());
  t.step_clock(step);
  t.run_for(minutes(3));
  ASSERT_EQ(t.notes.size(), 1u);
  EXPECT_EQ(t.notes[0].type, record_type::clock);
  EXPECT_EQ(t.notes[0].shift_ms, step.count());
  // From a minute after the step, everything is as if the clock had always been right.
  utc_ms now = t.now.utc;
  for (const planned_play& one : plays_planned(p, now - minutes(2), now - minutes(1))) {
    auto k = play_at(t, one.from);
    ASSERT_TRUE(k && k->end) << one.media;
    EXPECT_EQ(k->end->end->outcome, play_outcome::complete);
  }
  // Nothing stayed on the screen for longer than the longest item.
  for (const happened& h : t.screen) {
    EXPECT_LE(h.to - h.from, seconds(31));
  }
  for (const kept& k : t.kept_plays()) EXPECT_TRUE(k.end || k.start->utc > now - minutes(1));
}
INSTANTIATE_TEST_SUITE_P(both_ways, a_clock_step,
                         ::testing::Values(1, -1, 17, -17, 3600, -3600, 200'000, -200'000));

TEST_F(a_screen, ends_what_is_on_as_partial_when_it_is_stopped) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  theatre t(start - seconds(40));
  pair(t, p);
  t.run_until(t.mono_of(start + seconds(5)));
  EXPECT_FALSE(t.c.finished());
  t.tell(stopping{});
  t.run_for(milliseconds(200));
  EXPECT_TRUE(t.c.finished());
  auto k = play_at(t, start);
  EXPECT_EQ(k->end->end->outcome, play_outcome::partial);
  EXPECT_EQ(k->end->end->reason, "stopped");
  EXPECT_GE(k->end->end->shown, seconds(5));
  for (const kept& one : t.kept_plays()) EXPECT_TRUE(one.end);
}

// The START of the next item is written up to two seconds ahead, so a stop may come between it and the
// picture.
TEST_F(a_screen, that_is_stopped_at_any_instant_has_no_failed_play) {
  for (milliseconds later{}; later < seconds(70); later += milliseconds(97)) {
    for (milliseconds ready : {milliseconds(200), milliseconds(2'500)}) {
      theatre t{the_day + hours(9) + seconds(3)};
      t.fate_of = [&](const prepare_cue&) { return theatre::fate{ready, {}, {}, ""}; };
      pair(t, p);
      t.run_for(later);
      std::set<utc_ms> ended_before;
      for (const kept& k : t.kept_plays()) {
        if (k.end) ended_before.insert(k.start->play->planned_start);
      }
      t.tell(stopping{});
      t.run_for(seconds(1));
      ASSERT_TRUE(t.c.finished());
      for (const kept& k : t.kept_plays()) {
        ASSERT_TRUE(k.end);
        if (ended_before.contains(k.start->play->planned_start)) continue;
        EXPECT_NE(k.end->end->outcome, evidence::play_outcome::failed)
            << later.count() << " " << k.end->end->reason;
      }
    }
  }
}

TEST_F(a_screen, leaves_no_record_of_what_was_far_ahead_when_it_was_stopped) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  for (milliseconds ahead : {ms(3'900), ms(3'000), ms(2'100), ms(1'900), ms(500)}) {
    theatre t(start - seconds(40));
    pair(t, p);
    t.run_until(t.mono_of(start - ahead));
    t.tell(stopping{});
    t.run_for(milliseconds(200));
    auto k = play_at(t, start);
    bool had_start = k && k->start;
    EXPECT_EQ(had_start, ahead < ms(2'000)) << ahead.count();
    if (!had_start) continue;
    ASSERT_TRUE(k->end) << ahead.count();
    EXPECT_EQ(k->end->end->outcome, play_outcome::partial);
    EXPECT_EQ(k->end->end->shown.count(), 0);
    EXPECT_EQ(k->end->end->reason, "stopped");
  }
}

TEST_F(a_screen, notes_plays_that_a_suspended_machine_missed) {
  theatre t(the_day + hours(9));
  pair(t, p);
  t.run_for(minutes(1));
  t.sleep(minutes(10));
  t.run_for(minutes(2));
  ASSERT_FALSE(t.notes.empty());
  EXPECT_EQ(t.notes[0].type, record_type::gap);
  EXPECT_EQ(t.notes[0].reason, "missed");
  EXPECT_GT(t.notes[0].lost, 20);
  for (const planned_play& one : plays_planned(p, t.now.utc - seconds(80), t.now.utc - seconds(40))) {
    EXPECT_EQ(play_at(t, one.from)->end->end->outcome, play_outcome::complete);
  }
}

// Over a random day with random mishaps, every planned play leaves exactly one record, none begins before its
// START is durable, and the stage never holds more cues than its limit.
RC_GTEST_PROP(any_day, leaves_one_record_for_every_planned_play, ()) {
  playlists::programme::programme p = small_programme();
  p.playlists[0].items.clear();
  int items = *rc::gen::inRange(1, 6);
  for (int i = 0; i < items; ++i) {
    playlists::programme::playlist_item item;
    item.media = *rc::gen::element<std::string>("clip.mp4", "poster.png", "guide.pdf");
    item.duration = milliseconds(*rc::gen::inRange(2'000, 40'000));
    p.playlists[0].items.push_back(item);
  }
  int begins = *rc::gen::inRange(0, 23);
  p.screens[0].open = {{playlists::programme::every_day, {hours(begins), hours(begins + 1)}}};
  theatre t(the_day + hours(begins) - minutes(1));
  auto choices = *rc::gen::container<std::vector<int>>(64, rc::gen::inRange(0, 12));
  std::size_t turn = 0;
  t.fate_of = [&](const prepare_cue&) {
    switch (choices[turn++ % choices.size()]) {
      case 0:
        return theatre::fate{{}, ms(50), {}, "decoder-error"};
      case 1:
        return theatre::fate{ms(200), {}, ms(1'000), "decoder-crash"};
      case 2:
        return theatre::fate{{}, {}, {}, ""};
      case 3:
        return theatre::fate{ms(4'700), {}, {}, ""};
      default:
        return theatre::fate{};
    }
  };
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(p)});
  t.run_for(minutes(62));
  auto expected = plays_planned(p, the_day, the_day + hours(24));
  auto plays = t.kept_plays();
  RC_ASSERT(plays.size() == expected.size());
  for (std::size_t i = 0; i < plays.size(); ++i) {
    RC_ASSERT(plays[i].end.has_value());
    RC_ASSERT(plays[i].start->play->planned_start == expected[i].from);
    RC_ASSERT(plays[i].start->play->media == expected[i].media);
  }
  RC_ASSERT(t.notes.empty());
  RC_ASSERT(t.max_alive <= 4u);
}

// ---- the output's power

TEST_F(a_screen, switches_its_output_off_when_it_closes_and_on_before_it_opens) {
  theatre t(the_day + hours(17));
  pair(t, p);
  t.run_for(hours(15));
  ASSERT_EQ(t.powers.size(), 3U);
  EXPECT_TRUE(t.powers[0].second) << "a screen that was left off by an earlier run is switched on";
  EXPECT_FALSE(t.powers[1].second);
  EXPECT_GE(t.powers[1].first, the_day + hours(17) + minutes(30))
      << "never before the last picture has ended";
  EXPECT_LE(t.powers[1].first, the_day + hours(17) + minutes(31));
  EXPECT_TRUE(t.powers[2].second);
  EXPECT_LE(t.powers[2].first, the_day + hours(31) - seconds(15)) << "a television needs its time";
  EXPECT_GE(t.powers[2].first, the_day + hours(31) - seconds(60));
}

TEST_F(a_screen, started_while_it_is_closed_switches_its_output_off) {
  theatre t(the_day + hours(3));
  pair(t, p);
  t.run_for(minutes(1));
  ASSERT_FALSE(t.powers.empty());
  EXPECT_FALSE(t.powers.back().second);
}

TEST_F(a_screen, leaves_its_output_on_through_a_short_closure) {
  p.screens[0].open = {{playlists::programme::every_day, {hours(7), hours(12)}},
                       {playlists::programme::every_day, {hours(12) + seconds(50), hours(17)}}};
  theatre t(the_day + hours(11) + minutes(50));
  pair(t, p);
  t.run_for(minutes(20));
  ASSERT_EQ(t.powers.size(), 1U);
  EXPECT_TRUE(t.powers[0].second);
}

TEST_F(a_screen, switches_its_output_on_when_a_new_programme_opens_it) {
  theatre t(the_day + hours(20));
  pair(t, p);
  t.run_for(minutes(5));
  ASSERT_FALSE(t.powers.back().second);
  p.version = 2;
  p.screens[0].open.clear();
  t.tell(programme_arrived{ready(p)});
  EXPECT_TRUE(t.powers.back().second);
}

TEST_F(a_screen, without_a_programme_or_a_pairing_is_on) {
  theatre t(the_day + hours(3));
  t.tell(unpaired{"ABCD-EFGH", "http://daemon"});
  t.run_for(minutes(5));
  ASSERT_EQ(t.powers.size(), 1U);
  EXPECT_TRUE(t.powers[0].second);
}

// ---- files

TEST_F(a_screen, makes_nothing_else_ready_and_looks_at_no_file_before_its_first_picture) {
  utc_ms start = start_of("clip.mp4", the_day + hours(9));
  utc_ms next = start + seconds(30);
  theatre t(next - seconds(3));
  int prepared = 0;
  t.fate_of = [&](const prepare_cue&) {
    ++prepared;
    return theatre::fate{milliseconds(1'000), {}, {}, ""};
  };
  t.tell(programme_arrived{ready(p)});
  t.tell(paired_as{"lobby"});
  t.run_for(milliseconds(900));
  EXPECT_EQ(prepared, 1);
  EXPECT_TRUE(t.files_checked.empty());
  t.run_for(milliseconds(300));
  EXPECT_EQ(prepared, 2);
  EXPECT_FALSE(t.files_checked.empty());
  t.run_for(seconds(10));
  auto k = play_at(t, next);
  ASSERT_TRUE(k && k->start);
  EXPECT_EQ(t.screen.back().from, t.mono_of(next));
}

TEST_F(a_screen, has_every_file_looked_at_before_each_showing) {
  theatre t(the_day + hours(8));
  pair(t, p);
  t.run_for(minutes(10));
  auto checked = t.files_checked.begin();
  int items = 0;
  for (const happened& h : t.screen) {
    if (h.from < stage::mono_ms(1'000'000) + minutes(2) || h.file == digest{}) continue;
    // The checks come in the order of the showings, once for each, and at least 20 s ahead.
    checked = std::find_if(checked, t.files_checked.end(), [&](const auto& c) { return c.second == h.file; });
    ASSERT_NE(checked, t.files_checked.end());
    EXPECT_LE(t.mono_of(checked->first), h.from - seconds(20));
    ++checked;
    ++items;
  }
  EXPECT_GT(items, 30);
}

TEST_F(a_screen, has_subtitles_and_the_slate_looked_at_too) {
  playlists::programme::media_item text =
      media_named("clip.vi.srt", playlists::programme::media_kind::subtitles);
  text.files = {file_named("other.png")};
  p.media.push_back(text);
  p.playlists[0].items[0].subtitles = "clip.vi.srt";
  theatre t(the_day + hours(8));
  pair(t, p);
  t.run_for(minutes(5));
  auto looked_at = [&](const playlists::programme::file_ref& f) {
    return std::count_if(t.files_checked.begin(), t.files_checked.end(),
                         [&](const auto& c) { return c.second == f.sha256; });
  };
  EXPECT_GE(looked_at(file_named("other.png")), 2);

  p.campaigns[0].hours = {{hours(8) + minutes(10), hours(9)}};
  theatre later(the_day + hours(8) + minutes(55));
  pair(later, p);
  later.run_for(minutes(10));
  EXPECT_GE(std::count_if(later.files_checked.begin(), later.files_checked.end(),
                          [&](const auto& c) { return c.second == file_named("slate.png").sha256; }),
            1);
}

}  // namespace
}  // namespace bangtin::player::core
