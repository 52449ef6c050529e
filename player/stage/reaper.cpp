#include "player/stage/reaper.hpp"

#include <utility>

namespace bangtin::player {

reaper::reaper() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
reaper::~reaper() = default;

void reaper::take(child_process process) {
  std::lock_guard guard(lock_);
  processes_.push_back(std::move(process));
  came_.notify_one();
}

void reaper::take(decode::shared_memory memory) {
  std::lock_guard guard(lock_);
  memory_.push_back(std::move(memory));
  came_.notify_one();
}

void reaper::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<child_process> processes;
    std::vector<decode::shared_memory> memory;
    std::unique_lock guard(lock_);
    came_.wait(guard, stop, [this] { return !processes_.empty() || !memory_.empty(); });
    processes.swap(processes_);
    memory.swap(memory_);
    guard.unlock();
    for (child_process& p : processes) p.wait();
  }
}

}  // namespace bangtin::player
