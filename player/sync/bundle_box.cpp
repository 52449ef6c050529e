#include "player/sync/bundle_box.hpp"

#include <algorithm>

namespace bangtin::player::sync {

namespace {
constexpr std::chrono::milliseconds ask_stop_every{200};
}  // namespace

void bundle_box::put(std::shared_ptr<const plugged_stick> s) {
  {
    std::lock_guard lock(mutex_);
    stick_ = std::move(s);
    ++generation_;
  }
  changed_.notify_all();
}

std::shared_ptr<const plugged_stick> bundle_box::current() const {
  std::lock_guard lock(mutex_);
  return stick_;
}

std::uint64_t bundle_box::generation() const {
  std::lock_guard lock(mutex_);
  return generation_;
}

void bundle_box::wait(std::uint64_t seen, std::chrono::milliseconds timeout,
                      const std::function<bool()>& stop) const {
  const auto until = std::chrono::steady_clock::now() + timeout;
  std::unique_lock lock(mutex_);
  while (generation_ == seen) {
    lock.unlock();
    const bool stopped = stop && stop();
    lock.lock();
    const auto now = std::chrono::steady_clock::now();
    if (stopped || now >= until) return;
    changed_.wait_for(lock, std::min<std::chrono::steady_clock::duration>(until - now, ask_stop_every),
                      [&] { return generation_ != seen; });
  }
}

}  // namespace bangtin::player::sync
