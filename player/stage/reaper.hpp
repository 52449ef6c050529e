// What is left of cues that are over: processes that were killed, and memory. Ending them can take longer
// than a frame lasts (a hundred megabytes go back to the kernel), so it is done on a thread of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/process.hpp"
#include "player/decode/shared_memory.hpp"

namespace bangtin::player {

class reaper {
 public:
  reaper();
  // Waits for what it still has.
  ~reaper();
  reaper(const reaper&) = delete;
  reaper& operator=(const reaper&) = delete;

  // One that was killed, or is ending by itself. Return at once.
  void take(child_process process);
  void take(decode::shared_memory memory);

 private:
  void run(const std::stop_token& stop);

  std::mutex lock_;
  std::condition_variable_any came_;
  std::vector<child_process> processes_;       // guarded by lock_
  std::vector<decode::shared_memory> memory_;  // guarded by lock_
  std::jthread thread_;
};

}  // namespace bangtin::player
