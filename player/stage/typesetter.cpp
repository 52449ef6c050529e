#include "player/stage/typesetter.hpp"

#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <system_error>

namespace bangtin::player::stage {

typesetter::typesetter() : news_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
typesetter::~typesetter() = default;

void typesetter::add(std::function<void()> job) {
  if (!thread_.joinable()) {
    try {
      thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    } catch (const std::system_error& e) {
      spdlog::warn("texts: {}", e.what());
      return job();
    }
  }
  std::lock_guard guard(lock_);
  jobs_.push_back(std::move(job));
  came_.notify_one();
}

void typesetter::run(const std::stop_token& stop) {
  std::unique_lock guard(lock_);
  while (came_.wait(guard, stop, [this] { return !jobs_.empty(); }) && !stop.stop_requested()) {
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    guard.unlock();
    job();
    std::uint64_t one = 1;
    if (news_ && ::write(news_.get(), &one, sizeof one) < 0) spdlog::debug("texts: nobody reads the news");
    guard.lock();
  }
}

}  // namespace bangtin::player::stage
