// The thread swaps the list out under the lock and unmaps outside it, so take() never waits for the kernel.
#include "player/stage/reaper.hpp"

#include <utility>

namespace bangtin::player::stage {

reaper::reaper() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
reaper::~reaper() = default;

void reaper::take(player::decode::shared_memory memory) {
  std::lock_guard guard(lock_);
  memory_.push_back(std::move(memory));
  came_.notify_one();
}

void reaper::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<player::decode::shared_memory> memory;
    std::unique_lock guard(lock_);
    came_.wait(guard, stop, [this] { return !memory_.empty(); });
    memory.swap(memory_);
    guard.unlock();
  }
}

}  // namespace bangtin::player::stage
