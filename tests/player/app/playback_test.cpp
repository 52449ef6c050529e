// The display loop with all its threads: a real journal, real files, no daemon at the other end of the
// network, and a stage that plays in virtual time.
#include "player/app/playback.hpp"

#include <gtest/gtest.h>

#include <poll.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "evidence/journal/journal.hpp"
#include "player/app/clock_with_floor.hpp"
#include "player/core/fake_stage.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::app {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
namespace {

// Nothing listens on the discard port.
const char* const nowhere = "http://127.0.0.1:9";

// The stage's virtual time, which all threads read.
class virtual_clock final : public clock_source {
 public:
  utc_ms begins = core::the_day + hours(9);
  clock_trust trust = clock_trust::synced;
  time_reading now() const override {
    milliseconds mono(mono_.load());
    return {begins + mono, mono, trust};
  }
  void set(stage::mono_ms mono) { mono_ = mono.count(); }

 private:
  std::atomic<std::int64_t> mono_ = 0;
};

// Time from the preparation of a picture to the request for its START.
constexpr milliseconds start_after{2'000};

class stage_of_threads : public stage::stage {
 public:
  explicit stage_of_threads(virtual_clock& clock) : clock_(clock) {}
  fakes::fake_stage inner;
  std::size_t closes_after = 0;        // this many pictures; 0: never
  player::stage::mono_ms closes_at{};  // 0: never
  bool waits_for_journal = false;      // virtual time stands still while a START is on its way to the disk
  std::function<void()> first_wait;    // called once
  std::function<bool()> stands_still;  // virtual time does while this is true, for at most half a minute

  void prepare(player::stage::cue_id id, const player::stage::content& what) override {
    inner.prepare(id, what);
  }
  void show(player::stage::cue_id id, player::stage::mono_ms at, milliseconds fade) override {
    inner.show(id, at, fade);
  }
  void drop(player::stage::cue_id id) override { inner.drop(id); }
  void overlay(const player::stage::overlays& what) override { inner.overlay(what); }
  void power(bool on) override { inner.power(on); }
  std::vector<player::stage::stage_event> wait(player::stage::mono_ms until, int wake_fd) override {
    if (auto call = std::exchange(first_wait, nullptr)) call();
    if (closes_after > 0 && inner.shown.size() >= closes_after) {
      closes_after = 0;
      inner.scripted.push_back(player::stage::close_requested{});
    }
    if (closes_at > player::stage::mono_ms{} && inner.now >= closes_at) {
      closes_at = {};
      inner.scripted.push_back(player::stage::close_requested{});
    }
    pollfd bell{wake_fd, POLLIN, 0};
    if (stands_still && stands_still() && std::chrono::steady_clock::now() < still_until_) {
      ::poll(&bell, 1, 20);
      return {};
    }
    if (waits_for_journal && inner.awaits_show(start_after)) ::poll(&bell, 1, 10'000);
    std::vector<player::stage::stage_event> told = inner.wait(until, wake_fd);
    clock_.set(inner.now);
    return told;
  }

 private:
  virtual_clock& clock_;
  const std::chrono::steady_clock::time_point still_until_ = std::chrono::steady_clock::now() + seconds(30);
};

class a_playback : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  sync::a_site site;
  virtual_clock clock;
  stage_of_threads stage_{clock};
  const std::string boot = std::string(32, 'b');

  std::unique_ptr<playback> open() {
    playback_setup s{folder_.path(), nowhere, boot, site.screen, &clock, &stage_, {}, {}};
    return playback::open(std::move(s)).value();
  }
  // Writes to the disk what a paired screen with a programme has there.
  void pair_and_publish(const playlists::programme::programme& p = core::small_programme()) {
    sync::daemon_in_memory daemon;
    sync::pairing asks = *sync::pairing::begin(folder_.path(), site.screen.public_part());
    daemon.granted = site.grant(asks.code(), "lobby");
    auto who = asks.step(daemon, milliseconds(1'000));
    ASSERT_TRUE(who && *who);
    for (const auto& [hash, name] : core::names_of_files()) daemon.files[hash] = name;
    daemon.published = site.sign(p);
    sync::media_files files = *sync::media_files::open(folder_.path());
    sync::status tells;
    ASSERT_TRUE(sync::programme_sync(files, sync::kept_programmes(folder_.path()), **who, tells)
                    .round(daemon, seconds(0)));
  }
};

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

// Nobody can see anything from the first moment on.
class stage_without_display final : public stage_of_threads {
 public:
  using stage_of_threads::stage_of_threads;
  bool has_display() const override { return false; }
  std::vector<player::stage::stage_event> wait(player::stage::mono_ms until, int wake_fd) override {
    std::vector<player::stage::stage_event> told = stage_of_threads::wait(until, wake_fd);
    for (player::stage::stage_event& e : told) {
      auto* output = std::get_if<player::stage::output_state>(&e);
      if (output != nullptr) *output = {.connected = false, .no_display = true};
    }
    return told;
  }
};

TEST_F(a_playback, without_a_display_records_only_that_and_what_was_missed) {
  pair_and_publish();
  stage_without_display nothing(clock);
  nothing.closes_at = minutes(10);
  playback_setup s{folder_.path(), nowhere, boot, site.screen, &clock, &nothing, {}, {}};
  s.output_assumed = true;
  playback::open(std::move(s)).value()->run();

  EXPECT_TRUE(std::all_of(nothing.inner.calls.begin(), nothing.inner.calls.end(), [](const auto& call) {
    return call.what != fakes::fake_stage::call::verb::prepare || call.id == 1;
  })) << "nothing but black, when it stops";
  auto journal =
      evidence::journal::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
  ASSERT_TRUE(journal) << describe(journal.error());
  std::vector<std::string> recorded;
  std::int64_t lost = 0;
  auto batch = (*journal)->next_batch();
  ASSERT_TRUE(batch && *batch);
  for (const std::string& line : (*batch)->lines) {
    evidence::record r = evidence::from_line(line).value();
    recorded.push_back(std::string(evidence::to_string(r.type)) + " " + r.reason);
    lost += r.lost;
  }
  EXPECT_EQ(recorded, (std::vector<std::string>{"GENESIS ", "BOOT output-assumed", "GAP no-display"}));
  EXPECT_GE(lost, 30) << "three plays in 55 s";
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
