// Which overlays a screen shows and when, from the function itself and through the conductor.
#include "player/core/overlays_at.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "player/core/content.hpp"
#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {
namespace {

playlists::programme::ticker ticker(const std::string& text,
                                    std::vector<playlists::programme::day_hours> hours_of_day = {}) {
  playlists::programme::ticker t;
  t.text = text;
  t.hours = std::move(hours_of_day);
  return t;
}

playlists::programme::programme dressed_programme() {
  playlists::programme::programme p = small_programme();
  p.body = "Ủy ban nhân dân xã";
  p.screens[0].clock = true;
  p.screens[0].logo = "logo.png";
  p.media.push_back(media_named("logo.png", playlists::programme::media_kind::image));
  p.media.push_back(media_named("clip.srt", playlists::programme::media_kind::subtitles));
  p.tickers = {ticker("Sáng", {{hours(8), hours(11)}}), ticker("Trưa", {{hours(10), hours(14)}})};
  p.playlists[0].items[0].subtitles = "clip.srt";
  p.playlists[0].items[1].link = "https://dichvucong.gov.vn";
  p.playlists[0].items[1].call = "Quét mã";
  p.media[3].link = "https://vneid.gov.vn";
  p.campaigns[0].fade = milliseconds(600);
  p.campaigns[0].volume = 60;
  p.campaigns[0].fit = playlists::programme::picture_fit::cover;
  return p;
}

TEST(the_dressing, of_a_screen_holds_between_the_edges_of_its_tickers) {
  playlists::programme::programme p = dressed_programme();
  struct {
    int hour;
    std::string text;
    int from, to;
  } const cases[] = {{0, "", 0, 8},
                     {8, "Sáng", 8, 10},
                     {10, "Sáng   •   Trưa", 10, 11},
                     {11, "Trưa", 11, 14},
                     {14, "", 14, 24}};
  for (const auto& c : cases) {
    overlay_state d = overlays_at(p, "lobby", the_day + hours(c.hour));
    EXPECT_EQ(d.what.ticker, c.text) << c.hour;
    EXPECT_EQ(d.from, the_day + hours(c.from)) << c.hour;
    EXPECT_EQ(d.to, the_day + hours(c.to)) << c.hour;
    EXPECT_TRUE(d.what.clock);
    EXPECT_EQ(d.what.timezone, "Asia/Ho_Chi_Minh");
    EXPECT_EQ(d.logo, file_named("logo.png"));
  }
  EXPECT_EQ(overlays_at(p, "elsewhere", the_day).what, (stage::overlays{"", false, "Asia/Ho_Chi_Minh", {}}));
  p.tickers[0].screens = {"@nobody"};
  EXPECT_EQ(overlays_at(p, "lobby", the_day + hours(9)).what.ticker, "");
  p.find_media("logo.png");
  p.media[4].kind = playlists::programme::media_kind::video;
  EXPECT_EQ(overlays_at(p, "lobby", the_day).logo, playlists::programme::file_ref{}) << "a video is no logo";
}

TEST(the_dressing, leaves_out_tickers_that_have_no_room) {
  playlists::programme::programme p = small_programme();
  p.tickers = {ticker(std::string(3000, 'a')), ticker(std::string(3000, 'b')), ticker("c")};
  EXPECT_EQ(overlays_at(p, "lobby", the_day).what.ticker, std::string(3000, 'a') + "   •   c");
}

TEST(quiet_hours, are_those_that_the_screen_names) {
  playlists::programme::programme p = small_programme();
  auto quiet = [&](int from_min, int to_min) {
    return is_quiet(p, p.screens[0], the_day + minutes(from_min), the_day + minutes(to_min));
  };
  EXPECT_FALSE(quiet(0, 24 * 60));
  p.screens[0].quiet = {{playlists::programme::every_day, {hours(22), hours(6)}}};
  EXPECT_TRUE(quiet(0, 1)) << "since yesterday";
  EXPECT_TRUE(quiet(6 * 60 - 1, 6 * 60));
  EXPECT_FALSE(quiet(6 * 60, 22 * 60));
  EXPECT_TRUE(quiet(22 * 60 - 1, 22 * 60 + 1)) << "what reaches into them is silent as a whole";
  EXPECT_TRUE(quiet(23 * 60, 24 * 60 + 10)) << "over midnight";
}

// ---- through the conductor

struct show_time : public ::testing::Test {
  static void play(theatre& t, const playlists::programme::programme& p, milliseconds length) {
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(p)});
    t.run_for(length);
  }
};

TEST_F(show_time, gives_the_stage_what_lies_above_when_it_changes_and_only_then) {
  theatre t(the_day + hours(7));
  play(t, dressed_programme(), hours(9));
  std::vector<std::pair<utc_ms, std::string>> tickers;
  for (const auto& [when, what] : t.overlays_given) tickers.emplace_back(when, what.ticker);
  const std::vector<std::pair<utc_ms, std::string>> expected{{the_day + hours(7), ""},
                                                             {the_day + hours(8), "Sáng"},
                                                             {the_day + hours(10), "Sáng   •   Trưa"},
                                                             {the_day + hours(11), "Trưa"},
                                                             {the_day + hours(14), ""}};
  EXPECT_EQ(tickers, expected);
  for (const auto& [when, what] : t.overlays_given) EXPECT_TRUE(what.clock);
}

TEST_F(show_time, changes_what_lies_above_with_the_programme_on_show) {
  theatre t(the_day + hours(8));
  play(t, small_programme(), seconds(45));
  playlists::programme::programme next = dressed_programme();
  next.version = 2;
  t.tell(programme_arrived{ready(next)});
  t.run_for(minutes(5));
  ASSERT_EQ(t.overlays_given.size(), 2U);
  EXPECT_EQ(t.overlays_given[0].second, (stage::overlays{"", false, "Asia/Ho_Chi_Minh", {}}));
  EXPECT_EQ(t.overlays_given[1].second.ticker, "Sáng");
  // The new overlays come with the first picture of the new programme, not earlier.
  bool boundary = std::any_of(t.screen.begin(), t.screen.end(), [&](const happened& h) {
    return h.from == t.mono_of(t.overlays_given[1].first);
  });
  EXPECT_TRUE(boundary);
  t.tell(unpaired{"ABCD-1234", "http://a"});
  EXPECT_EQ(t.overlays_given.back().second, stage::overlays{});
}

TEST_F(show_time, follows_the_clock_when_it_steps) {
  theatre t(the_day + hours(9));
  play(t, dressed_programme(), seconds(20));
  EXPECT_EQ(t.overlays_given.back().second.ticker, "Sáng");
  t.step_clock(hours(3));
  t.run_for(minutes(2));
  EXPECT_EQ(t.overlays_given.back().second.ticker, "Trưa");
  t.step_clock(-hours(5));
  t.run_for(minutes(2));
  EXPECT_EQ(t.overlays_given.back().second.ticker, "");
}

TEST_F(show_time, shows_each_item_as_its_campaign_and_its_entry_say) {
  theatre t(the_day + hours(7));
  play(t, dressed_programme(), minutes(2));
  std::set<std::string> seen;
  for (const happened& h : t.screen) {
    const auto* file = std::get_if<stage::picture_file>(&h.what);
    if (file == nullptr || !names_of_files().contains(h.file)) continue;
    const std::string& name = names_of_files().at(h.file);
    if (name == "slate.png") {
      EXPECT_EQ(file->fit, stage::fit_mode::contain);
      EXPECT_EQ(file->link, "");
      continue;
    }
    seen.insert(name);
    EXPECT_EQ(file->fit, stage::fit_mode::cover);
    EXPECT_EQ(file->link, name == "poster.png" ? "https://dichvucong.gov.vn"
                          : name == "clip.mp4" ? ""
                                               : "https://vneid.gov.vn")
        << name;
    EXPECT_EQ(file->call, name == "poster.png" ? "Quét mã" : "");
    EXPECT_EQ(file->sound, name == "clip.mp4");
    if (name == "clip.mp4") {
      EXPECT_EQ(file->volume, 60);
    }
  }
  EXPECT_EQ(seen.size(), 5U) << "clip, poster, three pages";
}

// The item's own choice is stronger than its campaign's.
TEST(what_stands_beside_an_item, is_what_item_and_campaign_say) {
  using playlists::programme::qr_place;
  struct {
    std::optional<qr_place> item, campaign;
    bool linked, in_corner;
  } codes[] = {{{}, {}, true, false},
               {{}, qr_place::corner, true, true},
               {{}, qr_place::none, false, false},
               {qr_place::beside, qr_place::none, true, false},
               {qr_place::none, qr_place::corner, false, false},
               {qr_place::corner, {}, true, true}};
  playlists::programme::programme p = dressed_programme();
  segment s;
  s.from = utc_ms(milliseconds(1'795'331'100'000));
  s.to = s.from + std::chrono::seconds(8);
  s.kind = segment_kind::item;
  s.campaign = 0;
  s.item = 1;
  for (const auto& c : codes) {
    p.playlists[0].items[1].qr = c.item;
    p.campaigns[0].qr = c.campaign;
    stage::picture_file what = item_content(p, p.screens[0].name, s, s.from);
    EXPECT_EQ(!what.link.empty(), c.linked);
    EXPECT_TRUE(!c.linked || what.link_in_corner == c.in_corner);
    EXPECT_TRUE(what.logo);
    EXPECT_FALSE(what.alone);
  }
  p.campaigns[0].logo = false;
  EXPECT_FALSE(item_content(p, p.screens[0].name, s, s.from).logo);
  p.playlists[0].items[1].logo = true;
  EXPECT_TRUE(item_content(p, p.screens[0].name, s, s.from).logo);
  EXPECT_TRUE(notice_content({}).alone) << "nothing stands beside an emergency";
  EXPECT_FALSE(overlays_at(p, p.screens[0].name, s.from).what.over);
  p.screens[0].ticker = playlists::programme::ticker_place::over;
  EXPECT_TRUE(overlays_at(p, p.screens[0].name, s.from).what.over);
}

TEST_F(show_time, is_silent_in_quiet_hours_and_as_loud_as_screen_and_campaign_say_together) {
  playlists::programme::programme p = dressed_programme();
  p.screens[0].volume = 50;
  p.screens[0].quiet = {{playlists::programme::every_day, {hours(11), hours(13)}}};
  theatre t(the_day + hours(10));
  play(t, p, hours(4));
  int loud = 0, silent = 0;
  for (const happened& h : t.screen) {
    const auto* file = std::get_if<stage::picture_file>(&h.what);
    if (file == nullptr || file->kind != stage::picture_file::type::video) continue;
    bool quiet =
        h.from + file->length > t.mono_of(the_day + hours(11)) && h.from < t.mono_of(the_day + hours(13));
    EXPECT_EQ(file->sound, !quiet);
    EXPECT_EQ(file->volume, quiet ? 0 : 30);
    (quiet ? silent : loud) += 1;
  }
  EXPECT_GT(loud, 50);
  EXPECT_GT(silent, 50);
}

TEST_F(show_time, fades_as_the_campaign_says_but_never_longer_than_half_a_picture) {
  playlists::programme::programme p = dressed_programme();
  for (milliseconds fade : {milliseconds(600), milliseconds(3000)}) {
    p.campaigns[0].fade = fade;
    conductor c;
    time_reading now{the_day + hours(7) - milliseconds(100), stage::mono_ms(1'000'000), clock_trust::synced};
    std::vector<action> done = c.resume(now, paired_as{"lobby"});
    std::map<stage::cue_id, prepare_cue> prepared;
    std::vector<std::pair<milliseconds, milliseconds>> lengths_and_fades;
    auto take = [&](const std::vector<action>& actions) {
      std::vector<stage::cue_id> fresh;
      for (const action& a : actions) {
        if (const auto* made = std::get_if<prepare_cue>(&a)) {
          prepared.emplace(made->id, *made);
          fresh.push_back(made->id);
        }
        if (const auto* s = std::get_if<show_cue>(&a)) {
          const auto* file = std::get_if<stage::picture_file>(&prepared.at(s->id).what);
          bool slate = file == nullptr || prepared.at(s->id).file == file_named("slate.png");
          if (slate) {
            EXPECT_EQ(s->fade, milliseconds(0));
          } else {
            lengths_and_fades.emplace_back(file->length, s->fade);
          }
          fresh.push_back(0);
        }
      }
      return fresh;
    };
    take(c.resume(now, programme_arrived{ready(p)}));
    for (int i = 0; i < 200; ++i) {
      now.utc += milliseconds(500);
      now.mono += milliseconds(500);
      std::vector<action> next = c.resume(now, tick{});
      // Every cue is ready, and every START durable, at once.
      for (std::size_t n = 0; n < next.size(); ++n) {
        std::vector<action> more;
        if (const auto* made = std::get_if<prepare_cue>(&next[n]))
          more = c.resume(now, stage::cue_ready{made->id});
        if (const auto* s = std::get_if<write_start>(&next[n]))
          more = c.resume(now, start_durable{s->token, 1});
        next.insert(next.end(), more.begin(), more.end());
      }
      take(next);
    }
    ASSERT_GE(lengths_and_fades.size(), 5U);
    for (const auto& [length, given] : lengths_and_fades) EXPECT_EQ(given, std::min(fade, length / 2));
  }
}

TEST_F(show_time, names_the_subtitles_of_a_video_to_the_loop) {
  theatre t(the_day + hours(7));
  int clips = 0;
  t.fate_of = [&](const prepare_cue& made) {
    bool clip = made.file == file_named("clip.mp4");
    EXPECT_EQ(made.subtitles, clip ? file_named("clip.srt") : playlists::programme::file_ref{});
    clips += clip;
    return theatre::fate{};
  };
  play(t, dressed_programme(), minutes(5));
  EXPECT_GT(clips, 2);
}

TEST_F(show_time, stands_in_for_a_slate_that_fails_with_the_name_of_the_body) {
  playlists::programme::programme p = dressed_programme();
  theatre t(the_day + hours(3));
  p.screens[0].open.clear();
  p.campaigns.clear();
  t.fate_of = [](const prepare_cue&) {
    theatre::fate f;
    f.fails_after = milliseconds(100);
    f.ready_after.reset();
    return f;
  };
  t.tell(paired_as{"lobby"});
  t.tell(programme_arrived{ready(p)});
  t.run_for(seconds(10));
  ASSERT_FALSE(t.screen.empty());
  const auto* card = std::get_if<stage::text_card>(&t.screen.back().what);
  ASSERT_NE(card, nullptr);
  EXPECT_EQ(card->as, stage::text_card::style::slate);
  EXPECT_EQ(card->title, "Ủy ban nhân dân xã");
}

TEST_F(show_time, goes_on_with_a_panel_while_the_screen_must_be_paired_again) {
  theatre t(the_day + hours(9));
  play(t, dressed_programme(), seconds(20));
  std::size_t pictures = t.screen.size();
  t.tell(pairing_offered{"ABCD-1234", "Không có mạng"});
  EXPECT_EQ(t.overlays_given.back().second.pairing, (stage::pairing_panel{"ABCD-1234", "Không có mạng"}));
  EXPECT_EQ(t.overlays_given.back().second.ticker, "Sáng");
  EXPECT_EQ(t.screen.size(), pictures) << "what is on show stays";
  t.run_for(minutes(3));
  EXPECT_GT(t.screen.size(), pictures);
  for (const happened& h : t.screen) EXPECT_FALSE(std::holds_alternative<stage::text_card>(h.what));
  t.tell(pairing_offered{"WXYZ-5678"});
  EXPECT_EQ(t.overlays_given.back().second.pairing.code, "WXYZ-5678");
  t.tell(paired_as{"lobby"});
  EXPECT_EQ(t.overlays_given.back().second.pairing, stage::pairing_panel{});
  EXPECT_EQ(t.overlays_given.back().second.ticker, "Sáng");
}

TEST_F(show_time, keeps_the_panel_away_from_a_notice_and_from_the_card_with_the_code) {
  theatre t(the_day + hours(9));
  play(t, dressed_programme(), seconds(20));
  t.tell(pairing_offered{"ABCD-1234"});
  active_notice n;
  n.id = "0000aaaa";
  n.number = 1;
  n.issued = t.now.utc;
  n.expires = t.now.utc + hours(1);
  n.text = "Cháy";
  t.tell(notices_changed{{n}});
  EXPECT_EQ(t.overlays_given.back().second.pairing.code, "");
  t.tell(notices_changed{});
  t.run_for(seconds(5));
  EXPECT_EQ(t.overlays_given.back().second.pairing.code, "ABCD-1234");
  t.tell(unpaired{"WXYZ-5678", ""});
  t.run_for(seconds(5));
  EXPECT_EQ(t.overlays_given.back().second.pairing.code, "");
  EXPECT_TRUE(std::holds_alternative<stage::text_card>(t.screen.back().what));
}

TEST_F(show_time, asks_for_pairing_with_a_code_to_scan) {
  theatre t(the_day);
  t.tell(unpaired{"ABCD-1234", "http://10.0.0.5:8470"});
  t.run_for(seconds(1));
  const auto& card = std::get<stage::text_card>(t.screen.at(0).what);
  EXPECT_EQ(card.as, stage::text_card::style::pairing);
  EXPECT_EQ(card.qr, "bangtin screen pair ABCD-1234");
  EXPECT_EQ(card.command, card.qr) << "what is read is what is scanned";
  EXPECT_EQ(card.lines.back(), "http://10.0.0.5:8470");
  EXPECT_EQ(card.warning, "");
}

TEST_F(show_time, says_on_the_card_what_it_cannot_reach) {
  theatre t(the_day);
  t.tell(unpaired{"ABCD-1234", "http://10.0.0.5:8470"});
  t.run_for(seconds(1));
  t.tell(unpaired{"ABCD-1234", "http://10.0.0.5:8470", {msg("no network"), msg("plug in the {}", "cable")}});
  t.run_for(seconds(1));
  EXPECT_EQ(std::get<stage::text_card>(t.screen.back().what).warning, "no network\nplug in the cable");
  std::size_t cards = t.screen.size();
  t.tell(unpaired{"ABCD-1234", "http://10.0.0.5:8470", {msg("no network"), msg("plug in the {}", "cable")}});
  t.run_for(seconds(1));
  EXPECT_EQ(t.screen.size(), cards) << "the same is not drawn again";
  t.tell(unpaired{"ABCD-1234", "http://10.0.0.5:8470"});
  t.run_for(seconds(1));
  EXPECT_EQ(std::get<stage::text_card>(t.screen.back().what).warning, "");
}

}  // namespace
}  // namespace bangtin::player::core
