// What is needed when, and which downloads may wait for the site's download hours.
#include "player/sync/fetch_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "player/core/random_site.hpp"
#include "player/core/small_programme.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/programme_sync.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {
namespace {

using core::the_day;
using playlists::programme::programme;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(files, are_needed_when_the_timeline_shows_them_first) {
  programme p = core::small_programme();
  utc_ms opens = the_day + hours(7);
  first_needs needs = needs_of(p, "lobby", the_day);
  EXPECT_EQ(needs.at(sha256("slate.png")), the_day) << "the slate may be needed at any time";
  std::vector<playlists::schedule::slot> day =
      playlists::schedule::timeline(p, p.screens[0], playlists::schedule::day_of(p, the_day));
  ASSERT_EQ(day.front().from, opens);
  std::map<int, const char*> names{{0, "clip.mp4"}, {1, "poster.png"}, {2, "guide.pdf1"}};
  EXPECT_EQ(needs.at(sha256(std::string_view(names.at(day.front().item)))), opens);
  EXPECT_LT(needs.at(sha256("guide.pdf1")), needs.at(sha256("guide.pdf2"))) << "page by page";
  EXPECT_EQ(needs_of(p, "nobody", the_day).size(), 1U);
}

TEST(download_hours, are_those_of_the_site_s_wall_clock) {
  programme p = core::small_programme();
  fetch_rules rules;
  EXPECT_EQ(closed_until(rules, p, the_day), std::nullopt) << "no hours: always";
  rules.hours = {hours(18), hours(6)};
  struct {
    milliseconds now;
    std::optional<milliseconds> until;
  } const cases[] = {{hours(0), {}},         {hours(6) - milliseconds(1), {}},         {hours(6), hours(18)},
                     {hours(12), hours(18)}, {hours(18) - milliseconds(1), hours(18)}, {hours(18), {}},
                     {hours(23), {}}};
  for (const auto& c : cases) {
    std::optional<utc_ms> until = closed_until(rules, p, the_day + c.now);
    EXPECT_EQ(until, c.until ? std::optional(the_day + *c.until) : std::nullopt) << c.now.count();
  }
  rules.hours = {hours(1), hours(3)};
  EXPECT_EQ(closed_until(rules, p, the_day + hours(2)), std::nullopt);
  EXPECT_EQ(closed_until(rules, p, the_day + hours(3)), the_day + hours(25));
}

RC_GTEST_PROP(a_programme, shows_the_same_as_itself_and_not_as_one_without_its_files, ()) {
  programme p = core::small_programme();
  utc_ms from = the_day + minutes(*rc::gen::inRange(0, 24 * 60));
  utc_ms until = from + minutes(*rc::gen::inRange(1, 24 * 60));
  RC_ASSERT(shows_the_same(p, p, "lobby", from, until));
  programme other = p;
  other.media[2].files = {core::file_named("another.png")};
  bool poster_is_on = false;
  for (int d : {0, 1}) {
    for (const playlists::schedule::slot& s : playlists::schedule::timeline(
             p, p.screens[0], playlists::schedule::day_of(p, the_day) + std::chrono::days(d)))
      poster_is_on = poster_is_on || (s.item == 1 && s.to > from && s.from < until);
  }
  RC_ASSERT(shows_the_same(p, other, "lobby", from, until) == !poster_is_on);
}

// A screen whose files are fetched from 18:00 to 06:00 only.
struct a_screen_with_hours {
  fakes::temporary_folder folder{fakes::in_memory()};
  a_site site;
  daemon_in_memory daemon;
  set_clock clock;
  status tells;
  media_files files = *media_files::open(folder.path());
  programme_sync line{files, kept_programmes(folder.path()), site.as("lobby"), tells,
                      fetch_rules{0, playlists::programme::day_hours{hours(18), hours(6)}}};
  std::optional<programme_offers> asks;
  int fetches = 0;

  a_screen_with_hours() {
    line.begin();
    asks.emplace(line.offers());
    daemon.on_fetch = [this](const digest& d, std::int64_t, const byte_sink& sink) -> result<void> {
      ++fetches;
      (void)sink(daemon.files.at(d));
      return {};
    };
  }
  // The version on show afterwards.
  std::optional<std::int64_t> publish(const programme& p) {
    for (const playlists::programme::media_item& m : p.media) {
      for (std::size_t i = 0; i < m.files.size(); ++i) {
        std::string name = m.files.size() == 1 ? m.name : m.name + std::to_string(i + 1);
        daemon.files[sha256(name)] = name;
      }
    }
    daemon.published = site.sign(p);
    auto newer = asks->round(daemon, clock, seconds(0));
    if (newer && *newer) line.take(std::move(**newer));
    return go();
  }
  std::optional<std::int64_t> go() {
    auto changed = line.round(daemon, clock);
    return changed && *changed ? std::optional((*changed)->value->version) : std::nullopt;
  }
  void at(milliseconds of_the_day) { clock.reading.utc = the_day + of_the_day; }
};

// The poster of tomorrow: a campaign that begins on the next day.
programme with_tomorrow(std::int64_t version) {
  programme p = core::small_programme(version);
  p.media.push_back(core::media_named("tomorrow.png", playlists::programme::media_kind::image));
  playlists::programme::playlist list;
  list.name = "tomorrow";
  list.items.push_back({"tomorrow.png", seconds(10), "", "", ""});
  p.playlists.push_back(list);
  playlists::programme::campaign c = p.campaigns[0];
  c.name = "tomorrow";
  c.playlist = "tomorrow";
  c.from = playlists::programme::calendar_date{2026, 10, 11};
  p.campaigns.push_back(c);
  return p;
}

TEST(a_programme_outside_the_download_hours, waits_when_the_screen_shows_the_same_until_they_begin) {
  a_screen_with_hours s;
  s.at(hours(9));
  EXPECT_EQ(s.publish(core::small_programme(1)), 1) << "a screen without a programme waits for nothing";
  int before = s.fetches;
  EXPECT_EQ(s.publish(with_tomorrow(2)), std::nullopt);
  EXPECT_EQ(s.fetches, before);
  supply judged = judge(s.tells.read().supply, s.clock.reading, milliseconds(0));
  EXPECT_EQ(judged.state, supply_state::waiting);
  EXPECT_TRUE(judged.what.empty()) << "nothing is wrong";
  s.at(hours(18));
  EXPECT_EQ(s.go(), 2);
  EXPECT_EQ(s.fetches, before + 1);
}

TEST(a_programme_outside_the_download_hours, is_fetched_at_once_when_the_screen_would_be_late) {
  a_screen_with_hours s;
  s.at(hours(9));
  ASSERT_EQ(s.publish(core::small_programme(1)), 1);
  programme today = core::small_programme(2);
  today.media[2] = core::media_named("newer.png", playlists::programme::media_kind::image);
  today.playlists[0].items[1].media = "newer.png";
  EXPECT_EQ(s.publish(today), 2);
  programme urgent = with_tomorrow(3);
  urgent.now = true;
  EXPECT_EQ(s.publish(urgent), 3) << "asks to take effect at once";
}

TEST(a_programme_outside_the_download_hours, that_needs_no_file_takes_over_at_once) {
  a_screen_with_hours s;
  s.at(hours(9));
  ASSERT_EQ(s.publish(core::small_programme(1)), 1);
  programme fewer = core::small_programme(2);
  fewer.playlists[0].items.pop_back();
  EXPECT_EQ(s.publish(fewer), 2) << "a takedown waits for no hours";
}

}  // namespace
}  // namespace bangtin::player::sync
