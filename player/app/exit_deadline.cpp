// One thread sleeps until `start`, then for `limit`; the destructor's stop request ends either wait.
#include "player/app/exit_deadline.hpp"

#include <unistd.h>

#include <string_view>
#include <utility>

namespace bangtin::player::app {

void exit_at_once() {
  // SIGALRM ends the process if stderr hangs too. spdlog is not used, because the thread that hangs may hold
  // its lock.
  ::alarm(1);
  constexpr std::string_view why =
      "bangtin-player: a thread hangs, perhaps on the disk; the player ends without it\n";
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, why.data(), why.size());
  ::_exit(1);
}

exit_deadline::exit_deadline(std::chrono::milliseconds limit, std::function<void()> exit)
    : limit_(limit), exit_(std::move(exit)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void exit_deadline::start() {
  std::lock_guard guard(lock_);
  started_ = true;
  changed_.notify_one();
}

void exit_deadline::run(const std::stop_token& stop) {
  std::unique_lock guard(lock_);
  if (!changed_.wait(guard, stop, [this] { return started_; })) return;
  changed_.wait_for(guard, stop, limit_, [] { return false; });
  if (!stop.stop_requested()) exit_();
}

}  // namespace bangtin::player::app
