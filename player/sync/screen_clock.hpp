// The screen's clock: what core::time_belief makes of the kernel's clock, the daemon's signed time and what
// earlier runs remembered. All of the player that shows, records or reports a time reads this clock.
//
// One object per process, made by main before the threads that use it. Any thread may call it; no call waits
// for the disk or the network. Its own thread writes DATA/last-time and the count of the time
// (time_files.hpp) 1 s after the start and after a change, then after twice the time up to every 60 s, and
// once at the end: a power cut costs at most half of what a run has counted, and at most a minute. If the
// disk refuses, the log says so once.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "player/core/time_belief.hpp"
#include "player/sync/time_files.hpp"

namespace bangtin::player::sync {

class screen_clock final : public clock_source {
 public:
  // Reads what the folder `data` remembers. `kernel` must outlive it; `boot` is boot_id().
  screen_clock(const clock_source& kernel, std::filesystem::path data, std::string boot);

  time_reading now() const override;
  // How far an estimated time can be from the daemon's. Empty when the time is not estimated, and until the
  // daemon has answered in this run.
  std::optional<milliseconds> bound() const;
  // The programme that this screen has been running for longer than it is valid; else empty.
  std::optional<digest> outlived() const;

  void set_programme(const core::programme_facts& p);
  // The daemon's time in a receipt that was verified.
  void receipt(utc_ms received);
  // An answer that was verified.
  core::time_belief::verdict answer(const core::daemon_answer& a);

 private:
  void restore();
  void write_on(const std::stop_token& stop);
  void write(bool& told);

  const clock_source& kernel_;
  const time_files files_;
  const std::string boot_;
  std::vector<core::counted_time> counts_;  // of earlier runs

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  core::time_belief belief_;  // this and the next two are guarded by mutex_
  bool heard_ = false;        // the daemon has answered
  bool dirty_ = false;        // something is to be written soon
  std::jthread writer_;       // last: ends before what it uses
};

}  // namespace bangtin::player::sync
