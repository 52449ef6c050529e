// The screen's clock: the kernel's, but never earlier than a time that this screen already knew. A small
// computer without a battery wakes up in 1970, or at its last shutdown, and has to play before anybody tells
// it the time.
#pragma once

#include <filesystem>
#include <thread>

#include "base/clock.hpp"

namespace bangtin::player::app {

// While nobody vouches for the kernel's clock, time is at least `floor` plus what has gone by since `mono`,
// the reading at which the floor was set. A synchronised clock is believed whatever it says. Pure.
struct time_floor {
  utc_ms floor{};
  milliseconds mono{};
};
time_reading lifted(const time_reading& kernel, const time_floor& f);

// Keeps the last known time in DATA/last-time (milliseconds since 1970, in decimal), so that it is at most a
// minute old when the power goes. May be asked from any thread.
class clock_with_floor final : public clock_source {
 public:
  // `kernel` outlives it. A file that is absent or makes no sense gives no floor; a disk that refuses is
  // noted in the log, once.
  clock_with_floor(const clock_source& kernel, const std::filesystem::path& data);
  time_reading now() const override { return lifted(kernel_.now(), floor_); }

 private:
  const clock_source& kernel_;
  time_floor floor_;
  std::jthread writer_;
};

}  // namespace bangtin::player::app
