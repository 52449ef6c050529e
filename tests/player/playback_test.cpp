// The display loop with all its threads: real journal, real files, nobody at the other end of the network,
// and a stage that plays in virtual time.
#include "player/playback.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "evidence/journal.hpp"
#include "fakes/fake_stage.hpp"
#include "fakes/temporary_folder.hpp"
#include "player/daemon_in_memory.hpp"

namespace bangtin::player {
namespace {

// Nobody listens at the port for discarding.
const char* const nowhere = "http://127.0.0.1:9";

// The time of the stage, for all threads.
class virtual_clock final : public clock_source {
 public:
  time_reading now() const override {
    milliseconds mono(mono_.load());
    return {the_day + hours(9) + mono, mono, clock_trust::synced};
  }
  void set(mono_ms mono) { mono_ = mono.count(); }

 private:
  std::atomic<std::int64_t> mono_ = 0;
};

class stage_of_threads final : public stage {
 public:
  explicit stage_of_threads(virtual_clock& clock) : clock_(clock) {}
  fakes::fake_stage inner;
  std::size_t closes_after = 0;      // so many pictures; 0: never
  std::function<void()> first_wait;  // called once

  void prepare(cue_id id, const picture& what) override { inner.prepare(id, what); }
  void show(cue_id id, mono_ms at, milliseconds fade) override { inner.show(id, at, fade); }
  void drop(cue_id id) override { inner.drop(id); }
  void overlay(const overlays& what) override { inner.overlay(what); }
  void power(bool on) override { inner.power(on); }
  std::vector<stage_event> wait(mono_ms until, int wake_fd) override {
    if (auto call = std::exchange(first_wait, nullptr)) call();
    if (closes_after > 0 && inner.shown.size() >= closes_after) {
      closes_after = 0;
      inner.scripted.push_back(close_requested{});
    }
    std::vector<stage_event> told = inner.wait(until, wake_fd);
    clock_.set(inner.now);
    return told;
  }

 private:
  virtual_clock& clock_;
};

class a_playback : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  a_site site;
  virtual_clock clock;
  stage_of_threads stage_{clock};
  const std::string boot = std::string(32, 'b');

  std::unique_ptr<playback> open() {
    playback_setup s{folder_.path(), nowhere, boot, site.screen, &clock, &stage_, {}, {}};
    return playback::open(std::move(s)).value();
  }
  // Leaves on the disk what a paired screen with a programme has there.
  void pair_and_publish() {
    daemon_in_memory daemon;
    pairing p = *pairing::begin(folder_.path(), site.screen.public_part());
    daemon.granted = site.grant(p.code(), "lobby");
    auto who = p.step(daemon, milliseconds(1'000));
    ASSERT_TRUE(who && *who);
    for (const auto& [hash, name] : names_of_files()) daemon.files[hash] = name;
    daemon.published = site.sign(small_programme());
    cache files = *cache::open(folder_.path());
    board tells;
    ASSERT_TRUE(programme_line(files, **who, tells).round(daemon, seconds(0)));
  }
};

TEST_F(a_playback, of_a_paired_screen_plays_without_a_network_and_leaves_whole_plays_in_the_journal) {
  pair_and_publish();
  stage_.closes_after = 20;
  open()->run();

  EXPECT_GE(stage_.inner.shown.size(), 20u);
  auto journal = evidence::journal::open(folder_ / "journal.db", site.screen, "lobby", clock.now(), boot);
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
}  // namespace bangtin::player
