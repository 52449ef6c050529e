// The screen's clock: the kernel's, but never earlier than a time that this screen already knew. A small
// computer without a clock battery starts in 1970, or at the time of its last shutdown, and must play before
// the network tells it the time.
//
// One object per process, made by main before the threads that use it. `now` never fails and never blocks.
#pragma once

#include <filesystem>
#include <thread>

#include "base/clock.hpp"

namespace bangtin::player::app {

// `mono` is the monotonic reading at which `floor` was set. While the kernel's clock is unsynced, `lifted`
// returns at least `floor` plus the time since `mono`. It never changes the reading of a synced or estimated
// clock. Pure.
struct time_floor {
  utc_ms floor{};
  milliseconds mono{};
};
time_reading lifted(const time_reading& kernel, const time_floor& f);

// Its own thread writes the time to DATA/last-time (milliseconds since 1970, in decimal) every 60 s and once
// more at the end, so that the file is at most a minute old after a power cut. Any thread may call `now`.
class clock_with_floor final : public clock_source {
 public:
  // `kernel` must outlive it. Without a file, or with a damaged one, there is no floor. If the disk refuses a
  // write, the log says so once.
  clock_with_floor(const clock_source& kernel, const std::filesystem::path& data);
  time_reading now() const override { return lifted(kernel_.now(), floor_); }

 private:
  const clock_source& kernel_;
  time_floor floor_;
  std::jthread writer_;
};

}  // namespace bangtin::player::app
