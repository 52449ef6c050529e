// What a change of programme does to what is on show, case by case: stays, gives way at a boundary, or is
// cut.
#include <gtest/gtest.h>

#include "player/core/random_site.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;

// A poster of 8 h, and a clip of 30 s that stays with it in the playlist.
class a_long_item : public ::testing::Test {
 protected:
  a_long_item() {
    p.screens[0].open.clear();
    p.playlists[0].items = {{"poster.png", hours(8), "", "", ""}};
    slot_ = *slot_at(p, the_day + hours(10));
  }
  programme next() {
    programme q = p;
    q.version = ++version_;
    q.issued = t.now.utc;
    q.expires = q.issued + hours(24 * 30);
    return q;
  }
  // The same, with another poster in place of the wrong one.
  programme corrected() {
    programme q = next();
    q.media[2].files = {file_named("other.png")};
    return q;
  }
  void begin() {
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(p)});
    t.run_for(minutes(20));
  }
  void arrive(const programme& q) { t.tell(programme_arrived{ready(q)}); }
  std::string on_show() const {
    auto name = names_of_files().find(t.screen.back().file);
    return name == names_of_files().end() ? "card or black" : name->second;
  }
  const evidence::play_end& first_end() const { return *t.plays.begin()->second.end->end; }

  programme p = small_programme();
  theatre t{the_day + hours(10)};
  slot slot_{};
  std::int64_t version_ = 1;
};

TEST_F(a_long_item, that_is_wrong_is_cut_when_no_boundary_is_near) {
  begin();
  arrive(corrected());
  t.run_for(seconds(3));
  EXPECT_EQ(on_show(), "other.png");
  ASSERT_TRUE(t.plays.begin()->second.end);
  EXPECT_EQ(first_end().outcome, play_outcome::partial);
  EXPECT_EQ(first_end().reason, "late-join") << "it was joined; the first reason stays";
  t.run_until(t.mono_of(slot_.to + seconds(1)));
  EXPECT_EQ(t.kept_plays()[1].start->play->planned_start, slot_.from) << "joined where it is";
}

TEST_F(a_long_item, plays_on_untouched_through_approvals_that_keep_it) {
  t.run_until(t.mono_of(slot_.from - minutes(1)) > t.now.mono ? t.mono_of(slot_.from - minutes(1))
                                                              : t.now.mono);
  begin();
  std::size_t pictures = t.screen.size();
  for (int i = 0; i < 5; ++i) {
    programme q = next();
    q.now = i == 2;
    q.tickers.push_back({});
    q.tickers.back().text = "version " + std::to_string(q.version);
    arrive(q);
    EXPECT_EQ(t.c.showing().programme_version, q.version) << "what is on show is the new programme's too";
    EXPECT_EQ(t.c.showing().next, std::nullopt);
    t.run_for(minutes(7));
    ASSERT_FALSE(t.overlays_given.empty());
    EXPECT_EQ(t.overlays_given.back().second.ticker, q.tickers.back().text)
        << "a ticker does not wait for it";
  }
  EXPECT_EQ(t.screen.size(), pictures);
  EXPECT_EQ(t.plays.size(), 1u);
  EXPECT_FALSE(t.plays.begin()->second.end);
}

// A wrong telephone number under a poster is as wrong as the poster.
TEST_F(a_long_item, with_another_link_text_or_size_is_another_item) {
  for (int what = 0; what < 3; ++what) {
    theatre own(the_day + hours(10));
    own.tell(paired_as{"lobby"});
    own.tell(programme_arrived{ready(p)});
    own.run_for(minutes(20));
    programme q = p;
    q.version = 2;
    if (what == 0) q.playlists[0].items[0].link = "https://right.example";
    if (what == 1) q.playlists[0].items[0].call = "Call 1900 0000";
    if (what == 2) q.campaigns[0].fit = playlists::programme::picture_fit::cover;
    own.tell(programme_arrived{ready(q)});
    own.run_for(seconds(3));
    EXPECT_EQ(own.screen.size(), 2u) << what;
  }
}

TEST_F(a_long_item, gives_way_at_the_boundary_of_the_new_timeline) {
  begin();
  programme q = next();
  q.playlists[0].items = {{"clip.mp4", {}, "", "", ""}};
  utc_ms boundary = slot_at(q, t.now.utc)->to;
  if (boundary - t.now.utc < seconds(3)) boundary += seconds(30);
  arrive(q);
  ASSERT_TRUE(t.c.showing().next);
  EXPECT_EQ(t.c.showing().next->at, boundary);
  t.run_until(t.mono_of(boundary - milliseconds(1)));
  EXPECT_EQ(on_show(), "poster.png");
  t.run_for(milliseconds(200));
  EXPECT_EQ(on_show(), "clip.mp4");
}

// Its campaign ends, and the slate would follow it for an hour.
TEST_F(a_long_item, gives_way_where_it_ends_though_only_the_slate_would_follow) {
  for (milliseconds left : {milliseconds(300), milliseconds(1'500), milliseconds(10'000)}) {
    p.playlists[0].items = {{"clip.mp4", {}, "", "", ""}};
    p.campaigns[0].hours = {{hours(9), hours(10) + minutes(30)}};
    theatre own(the_day + hours(10) + minutes(20));
    own.tell(paired_as{"lobby"});
    own.tell(programme_arrived{ready(p)});
    utc_ms last{};
    for (const slot& s : slots_between(p, own.now.utc, own.now.utc + hours(1))) {
      if (s.campaign >= 0) last = s.to;
    }
    own.run_until(own.mono_of(last - left));
    programme q = p;
    q.version = 2;
    q.campaigns[0].hours.clear();
    q.playlists[0].items = {{"poster.png", hours(2), "", "", ""}};
    own.tell(programme_arrived{ready(q)});
    own.run_for(seconds(30));
    for (const happened& h : own.screen) EXPECT_NE(names_of_files().at(h.file), "slate.png") << left.count();
    EXPECT_EQ(names_of_files().at(own.screen.back().file), "poster.png");
  }
}

TEST_F(a_long_item, that_fails_while_it_waits_to_go_gives_way_at_once) {
  t.fate_of = [&](const prepare_cue& cue) {
    bool bad = cue.file == file_named("poster.png");
    return bad ? theatre::fate{milliseconds(200), {}, minutes(20) + seconds(8), "decoder-crash"}
               : theatre::fate{};
  };
  begin();
  programme q = next();
  q.playlists[0].items = {{"clip.mp4", {}, "", "", ""}};
  arrive(q);
  ASSERT_TRUE(t.c.showing().next);
  ASSERT_GT(t.c.showing().next->at, t.now.utc + seconds(10)) << "it fails before";
  t.run_for(seconds(10));
  EXPECT_EQ(on_show(), "clip.mp4");
  for (const happened& h : t.screen) EXPECT_NE(names_of_files().at(h.file), "slate.png");
}

TEST_F(a_long_item, is_cut_at_once_when_the_programme_says_now) {
  begin();
  programme q = next();
  q.playlists[0].items = {{"clip.mp4", {}, "", "", ""}};
  q.now = true;
  arrive(q);
  t.run_for(milliseconds(3'000));
  EXPECT_EQ(on_show(), "clip.mp4");
}

TEST_F(a_long_item, is_gone_in_time_though_more_approvals_come_meanwhile) {
  begin();
  utc_ms first = t.now.utc;
  for (int i = 0; i < 8; ++i) {
    programme q = next();
    q.playlists[0].items = {{"clip.mp4", {}, "", "", ""}, {"guide.pdf", seconds(1 + i), "", "", ""}};
    arrive(q);
    t.run_for(seconds(5));
  }
  for (const happened& h : t.screen) {
    if (names_of_files().at(h.file) != "poster.png") continue;
    EXPECT_LE(h.to, t.mono_of(first + seconds(30)));
  }
}

TEST_F(a_long_item, whose_programme_is_prolonged_is_one_complete_play) {
  p.expires = slot_.from + hours(2);
  theatre own(slot_.from - minutes(1));
  own.tell(paired_as{"lobby"});
  own.tell(programme_arrived{ready(p)});
  own.run_for(hours(1));
  programme q = p;
  q.version = 2;
  q.issued = own.now.utc;
  q.expires = slot_.from + hours(24 * 30);
  own.tell(programme_arrived{ready(q)});
  own.run_until(own.mono_of(slot_.to + seconds(2)));
  bool found = false;
  for (const kept& k : own.kept_plays()) {
    if (k.start->play->planned_start != slot_.from) continue;
    EXPECT_FALSE(found) << "one slot, one play";
    found = true;
    ASSERT_TRUE(k.end);
    EXPECT_EQ(k.end->end->outcome, play_outcome::complete) << k.end->end->reason;
    EXPECT_EQ(k.end->end->shown, hours(8));
  }
  EXPECT_TRUE(found);
}

TEST_F(a_long_item, removed_during_a_notice_does_not_come_back) {
  begin();
  active_notice n;
  n.id = "n1";
  n.number = 1;
  n.issued = t.now.utc;
  n.expires = t.now.utc + minutes(5);
  n.text = "Storm";
  t.tell(notices_changed{{n}});
  t.run_for(minutes(1));
  arrive(corrected());
  t.run_for(minutes(5));
  EXPECT_EQ(on_show(), "other.png");
}

// ---- items that an approval withdraws before its files are here

TEST_F(a_long_item, withdrawn_gives_way_to_the_slate_until_the_new_programme_is_here) {
  begin();
  t.tell(items_withdrawn{{file_named("poster.png").sha256}});
  t.run_for(seconds(1));
  EXPECT_EQ(on_show(), "slate.png");
  ASSERT_TRUE(t.plays.begin()->second.end);
  EXPECT_EQ(first_end().outcome, play_outcome::partial);
  t.run_for(minutes(10));
  EXPECT_EQ(on_show(), "slate.png");
  programme q = corrected();
  q.now = true;
  arrive(q);
  t.run_for(seconds(2));
  EXPECT_EQ(on_show(), "other.png");
}

TEST_F(a_long_item, withdrawn_by_mistake_is_back_as_soon_as_that_is_taken_back) {
  begin();
  t.tell(items_withdrawn{{file_named("poster.png").sha256}});
  t.run_for(seconds(10));
  t.tell(items_withdrawn{});
  t.run_for(seconds(2));
  EXPECT_EQ(on_show(), "poster.png");
}

TEST_F(a_long_item, of_a_playlist_is_skipped_alone_when_it_is_withdrawn) {
  p.playlists[0].items = {{"clip.mp4", {}, "", "", ""}, {"poster.png", seconds(10), "", "", ""}};
  begin();
  t.tell(items_withdrawn{{file_named("poster.png").sha256}});
  t.run_for(seconds(2));
  stage::mono_ms from = t.now.mono;
  t.run_for(minutes(3));
  int clips = 0;
  for (const happened& h : t.screen) {
    if (h.from < from) continue;
    EXPECT_NE(names_of_files().at(h.file), "poster.png");
    clips += names_of_files().at(h.file) == "clip.mp4" ? 1 : 0;
  }
  EXPECT_GE(clips, 4);
  t.tell(stopping{});
  t.run_for(milliseconds(500));
  for (const kept& k : t.kept_plays()) {
    ASSERT_TRUE(k.end);
    EXPECT_TRUE(k.start->mono < from || k.end->play->media != "poster.png")
        << "what nobody means to show leaves no record";
  }
}

TEST_F(a_long_item, a_withdrawn_slate_or_logo_is_not_shown_either) {
  p.screens[0].logo = "poster.png";
  p.campaigns[0].days = 0x01;  // Mondays only: the slate today
  begin();
  EXPECT_EQ(on_show(), "slate.png");
  t.tell(items_withdrawn{{file_named("slate.png").sha256, file_named("poster.png").sha256}});
  t.run_for(seconds(1));
  EXPECT_TRUE(std::holds_alternative<stage::text_card>(t.screen.back().what));
}

// ---- steps of the clock

TEST_F(a_long_item, stays_through_a_step_of_the_clock_within_its_slot) {
  begin();
  std::size_t pictures = t.screen.size();
  for (milliseconds step : {seconds(-60), seconds(600), seconds(-1)}) {
    t.step_clock(step);
    t.run_for(minutes(1));
  }
  EXPECT_EQ(t.screen.size(), pictures);
  EXPECT_EQ(t.notes.size(), 3u);
  t.run_until(t.mono_of(slot_.to + milliseconds(300)));
  EXPECT_EQ(t.screen.back().from, t.mono_of(slot_.to)) << "the next begins by the new time";
}

TEST_F(a_long_item, gives_way_at_once_to_what_the_new_time_has) {
  p.playlists[0].items = {{"poster.png", hours(1), "", "", ""}, {"clip.mp4", minutes(30), "", "", ""}};
  theatre own(the_day + hours(10));
  own.tell(paired_as{"lobby"});
  own.tell(programme_arrived{ready(p)});
  utc_ms clip{};
  for (const slot& s : slots_between(p, the_day + hours(11), the_day + hours(14))) {
    if (media_of_slot(p, s)->name == "poster.png") clip = s.to;
    if (clip != utc_ms{}) break;
  }
  own.run_until(own.mono_of(clip - minutes(20)));
  own.step_clock(minutes(25));
  own.run_for(seconds(2));
  EXPECT_EQ(names_of_files().at(own.screen.back().file), "clip.mp4");
  const kept& cut = std::prev(own.plays.end(), 2)->second;
  ASSERT_TRUE(cut.end);
  EXPECT_EQ(cut.end->end->outcome, play_outcome::partial);
  EXPECT_EQ(cut.end->end->reason, "clock-step");
}

}  // namespace
}  // namespace bangtin::player::core
