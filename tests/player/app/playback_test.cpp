// The display loop with all its threads: a real journal, real files, no daemon at the other end of the
// network, and a stage that plays in virtual time.
#include "player/app/playback.hpp"

#include <map>
#include <set>

#include "evidence/journal/journal.hpp"
#include "player/app/a_playback.hpp"
#include "player/app/clock_with_floor.hpp"

namespace bangtin::player::app {

using std::chrono::minutes;
namespace {

TEST_F(a_playback, shows_its_logo_once_the_file_has_come_back) {
  playlists::programme::programme p = core::small_programme();
  p.media.push_back(core::media_named("other.png", playlists::programme::media_kind::image));
  p.screens[0].logo = "other.png";
  pair_and_publish(p);
  std::filesystem::path logo = sync::media_files::open(folder_.path())->file_of(sha256("other.png"));
  std::filesystem::rename(logo, folder_ / "elsewhere");
  stage_.closes_after = 5;
  auto screen = open();
  stage_.first_wait = [&] {
    ASSERT_FALSE(stage_.inner.overlays_given.empty());
    EXPECT_TRUE(stage_.inner.overlays_given.back().logo.empty());
    std::filesystem::rename(folder_ / "elsewhere", logo);
  };
  // The thread of the programmes looks for it when it fetches what is missing.
  stage_.stands_still = [&] { return stage_.inner.overlays_given.back().logo.empty(); };
  screen->run();
  EXPECT_EQ(stage_.inner.overlays_given.back().logo, logo);
}

TEST_F(a_playback, of_a_paired_screen_plays_without_a_network_and_leaves_whole_plays_in_the_journal) {
  pair_and_publish();
  stage_.closes_after = 20;
  open()->run();

  EXPECT_GE(stage_.inner.shown.size(), 20u);
  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  EXPECT_TRUE((*journal)->open_plays()->empty());
  std::map<std::int64_t, int> ends;
  std::set<std::string> media;
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    if (r.type == evidence::record_type::start) {
      ends[r.play->play] = 0;
      media.insert(r.play->media);
    }
    if (r.type == evidence::record_type::end) ++ends.at(r.play->play);
  }
  for (const auto& [play, count] : ends) EXPECT_EQ(count, 1) << "play " << play;
  EXPECT_EQ(media, (std::set<std::string>{"clip.mp4", "poster.png", "guide.pdf"}));
}

TEST_F(a_playback, plays_and_counts_a_whole_day_after_a_start_without_network_and_clock) {
  playlists::programme::programme p = core::small_programme();
  p.media[1].duration *= 4;
  p.playlists[0].items[1].duration = seconds(40);
  p.playlists[0].items[2].duration = seconds(20);
  pair_and_publish(p);
  // The machine starts in 1970; the last time that it knew was 06:45.
  const utc_ms woken = core::the_day + hours(6) + minutes(45);
  ASSERT_TRUE(
      write_file(folder_ / "last-time", std::to_string(woken.time_since_epoch().count()) + "\n", 0640));
  clock.begins = utc_ms{};
  clock.trust = clock_trust::unsynced;
  stage_.waits_for_journal = true;
  stage_.closes_at = hours(24);
  clock_with_floor lifted_clock(clock, folder_.path());
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &lifted_clock, &stage_, {}, {}};
  playback::open(std::move(s)).value()->run();

  auto journal = evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby",
                                                  lifted_clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  std::map<utc_ms, evidence::play_outcome> ends;
  auto batch = (*journal)->next_batch(100'000);
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    EXPECT_NE(r.type, evidence::record_type::gap) << line;
    if (r.type == evidence::record_type::end) {
      EXPECT_EQ(r.clock, clock_trust::unsynced);
      ends[r.play->planned_start] = r.end->outcome;
    }
  }
  std::map<utc_ms, evidence::play_outcome> planned;
  for (const playlists::schedule::slot& slot :
       playlists::schedule::timeline(p, p.screens[0], playlists::schedule::day_of(p, woken))) {
    if (slot.campaign >= 0 && slot.page <= 1) planned[slot.from] = evidence::play_outcome::complete;
  }
  EXPECT_GT(planned.size(), 500u);
  EXPECT_EQ(ends, planned);
}

TEST_F(a_playback, of_a_screen_that_nobody_has_paired_shows_its_code_until_another_thread_stops_it) {
  std::jthread stopper;
  auto loop = open();
  stage_.first_wait = [&] { stopper = std::jthread([&] { loop->stop(); }); };
  loop->run();
  stopper.join();
  std::string code = read_file(folder_ / "pairing-code", 100).value().substr(0, 9);
  ASSERT_FALSE(stage_.inner.calls.empty());
  EXPECT_EQ(code.size(), 9u);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "journal.db"));
}

}  // namespace
}  // namespace bangtin::player::app
