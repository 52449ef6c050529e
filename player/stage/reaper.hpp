// Frees the memory of finished cues. That can take longer than a frame lasts (the kernel takes back a hundred
// megabytes), so this class has its own thread. The destructor joins the thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "player/decode/shared_memory.hpp"

namespace bangtin::player::stage {

class reaper {
 public:
  reaper();
  ~reaper();
  reaper(const reaper&) = delete;
  reaper& operator=(const reaper&) = delete;

  // Returns at once.
  void take(player::decode::shared_memory memory);

 private:
  void run(const std::stop_token& stop);

  std::mutex lock_;
  std::condition_variable_any came_;
  std::vector<player::decode::shared_memory> memory_;  // guarded by lock_
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
