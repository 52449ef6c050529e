// A display loop with all its threads, on a stage that plays in virtual time, for tests.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <string>
#include <thread>

#include "base/files.hpp"
#include "player/app/playback.hpp"
#include "player/core/fake_stage.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::app {

using std::chrono::hours;
using std::chrono::seconds;

// Nothing listens on the discard port.
inline const char* const nowhere = "http://127.0.0.1:9";

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
inline constexpr milliseconds start_after{2'000};

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
  std::string server = nowhere;

  std::unique_ptr<playback> open() {
    playback_setup s{folder_.path(), server, boot, site.screen, &clock, &stage_, {}, {}};
    return playback::open(std::move(s)).value();
  }
  // Writes to the disk what a paired screen with a programme has there.
  void pair_and_publish(const playlists::programme::programme& p = core::small_programme()) {
    sync::daemon_in_memory daemon;
    sync::pairing asks = sync::pairing::begin(folder_.path(), site.screen, clock.now());
    daemon.granted = site.grant(asks.code(), "lobby");
    auto who = asks.step(daemon, clock.now());
    ASSERT_TRUE(who && *who);
    for (const auto& [hash, name] : core::names_of_files()) daemon.files[hash] = name;
    daemon.published = site.sign(p);
    sync::media_files files = *sync::media_files::open(folder_.path());
    sync::status tells;
    sync::programme_sync line(files, sync::kept_programmes(folder_.path()), **who, tells);
    sync::programme_offers offers = line.offers();
    ASSERT_TRUE(sync::ask_and_fetch(offers, line, daemon, clock));
  }
};

}  // namespace bangtin::player::app
