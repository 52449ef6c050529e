#include "scheduler/alerts/observe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/language.hpp"

namespace bangtin::scheduler::alerts {
namespace {

using std::chrono::hours, std::chrono::minutes;
using testing::HasSubstr;
constexpr utc_ms morning{milliseconds(1'791'597'600'000)};  // 2026-10-10, 09:00 in Viet Nam

// A screen that is open from 7 to 17 and shows one poster all day.
playlists::programme::programme one_screen() {
  playlists::programme::programme p;
  p.timezone = "Asia/Ho_Chi_Minh";
  p.version = 3;
  p.issued = morning - hours(24);
  p.expires = morning + hours(24 * 300);
  playlists::programme::media_item poster;
  poster.name = "poster.png";
  poster.duration = std::chrono::seconds(10);
  p.media.push_back(poster);
  poster.name = "slate.png";
  p.media.push_back(poster);
  p.slate = "slate.png";
  playlists::programme::screen s;
  s.name = "lobby";
  s.open = {{playlists::programme::every_day, {hours(7), hours(17)}}};
  p.screens.push_back(s);
  playlists::programme::playlist list;
  list.name = "all";
  list.items.emplace_back();
  list.items.back().media = "poster.png";
  list.items.back().duration = std::chrono::seconds(10);
  p.playlists.push_back(list);
  playlists::programme::campaign c;
  c.name = "always";
  c.playlist = "all";
  c.screens = {"all"};
  p.campaigns.push_back(c);
  return p;
}

ledger::screen_report healthy() {
  ledger::screen_report r;
  r.last_seen = morning - std::chrono::seconds(40);
  r.status.programme_version = 3;
  r.status.now_playing = "poster.png";
  r.status.campaign = "always";
  r.status.disk_free_bytes = 20'000'000'000;
  r.status.temperature_mc = 55'000;
  r.status.output = "connected";
  return r;
}

struct scene {
  playlists::programme::programme p = one_screen();
  watched_screen screen{"lobby", morning - hours(1000), healthy()};
  utc_ms now = morning;
  std::optional<error> storage{};

  std::vector<observation> look() const { return observe(now, {3, &p, {screen}, storage}); }
  observation of(alert_kind k, const std::string& name = "lobby") const {
    for (const observation& o : look())
      if (o.kind == k && o.screen == name) return o;
    ADD_FAILURE() << "no observation of " << to_string(k);
    return {};
  }
};

struct sight {
  const char* when;
  std::function<void(scene&)> begin;
  alert_kind kind;
  finding found;
  const char* what = "";
};

TEST(observe, finds_what_is_wrong_with_a_screen) {
  using enum alert_kind;
  using enum finding;
  auto shows = [](const char* what) {
    return [what](scene& s) { s.screen.report->status.now_playing = what; };
  };
  const std::vector<sight> table{
      {"healthy", [](scene&) {}, dark, absent},
      {"not heard of", [](scene& s) { s.screen.report->last_seen -= hours(1); }, dark, present,
       "has not been heard of since 2026-10-10 07:59"},
      {"by stick last month",
       [](scene& s) {
         s.screen.report->last_seen -= hours(34 * 24);
         s.screen.report->carried = true;
       },
       dark, absent},
      {"by stick too long ago",
       [](scene& s) {
         s.screen.report->last_seen -= hours(36 * 24);
         s.screen.report->carried = true;
       },
       dark, present, "has not been heard of since 2026-09-04"},
      {"never heard of", [](scene& s) { s.screen.report.reset(); }, dark, present, "has not been heard of"},
      {"paired just now",
       [](scene& s) {
         s.screen.report.reset();
         s.screen.paired = s.now;
       },
       dark, absent},
      {"no display", shows("no-display"), dark, present, "has no display"},
      {"display off", [](scene& s) { s.screen.report->status.output = "disconnected"; }, dark, present,
       "off or unplugged"},
      {"a code", shows("pairing"), dark, present, "pairing code"},
      {"the slate for no reason", shows("slate"), dark, present, "although something is planned"},
      {"the slate as planned",
       [](scene& s) {
         s.p.campaigns.clear();
         s.screen.report->status.now_playing = "slate";
       },
       dark, absent},
      {"expired",
       [](scene& s) {
         s.p.expires = s.now;
         s.screen.report->status.now_playing = "slate";
       },
       dark, present, "has expired"},
      {"not in the programme",
       [](scene& s) {
         s.p.screens.clear();
         s.screen.report->status.now_playing = "slate";
       },
       dark, absent},
      {"a notice", shows("notice"), dark, absent},
      {"closed and off",
       [](scene& s) {
         s.now += hours(12);
         s.screen.report.reset();
       },
       dark, unknown},
      {"an older programme", [](scene& s) { s.screen.report->status.programme_version = 2; }, late, present,
       "version 2 instead of 3"},
      {"files missing",
       [](scene& s) {
         s.screen.report->status.programme_version = 2;
         s.screen.report->status.next_version = 3;
         s.screen.report->status.fetch_missing_bytes = 7'500'000;
       },
       late, present, "8 MB of files have not arrived"},
      {"the newest", [](scene&) {}, late, absent},
      {"late at night too",
       [](scene& s) {
         s.now += hours(12);
         s.screen.report->last_seen = s.now;
         s.screen.report->status.programme_version = 2;
       },
       late, present, "instead of"},
      {"silent: not known", [](scene& s) { s.screen.report->last_seen -= hours(1); }, late, unknown},
      {"a full disk", [](scene& s) { s.screen.report->status.disk_free_bytes = 12'000'000; }, full, present,
       "12 MB free"},
      {"room", [](scene&) {}, full, absent},
      {"hot", [](scene& s) { s.screen.report->status.temperature_mc = 91'000; }, hot, present, "91 °C"},
      {"no sensor", [](scene& s) { s.screen.report->status.temperature_mc.reset(); }, hot, absent}};
  for (const sight& row : table) {
    SCOPED_TRACE(row.when);
    scene s;
    row.begin(s);
    const observation o = s.of(row.kind);
    EXPECT_EQ(static_cast<int>(o.found), static_cast<int>(row.found)) << translate(o.what);
    EXPECT_THAT(translate(o.what), HasSubstr(row.what));
    EXPECT_EQ(o.what.empty(), row.found != present);
  }
}

TEST(observe, the_daemon_that_can_store_nothing_is_full) {
  scene s;
  EXPECT_EQ(s.of(alert_kind::full, "").found, finding::absent);
  s.storage = error{errc::io, msg("no space is left"), {}};
  EXPECT_THAT(translate(s.of(alert_kind::full, "").what), HasSubstr("no space is left"));
}

TEST(observe, before_the_first_programme_only_silence_and_displays_are_looked_at) {
  scene s;
  const playlists::programme::programme nothing;
  s.screen.report->status.now_playing = "slate";
  s.screen.report->status.programme_version = 0;
  for (const observation& o : observe(morning, {0, &nothing, {s.screen}, {}})) {
    EXPECT_EQ(static_cast<int>(o.found), static_cast<int>(finding::absent)) << translate(o.what);
  }
}

}  // namespace
}  // namespace bangtin::scheduler::alerts
