#include "evidence/verify/signature_checks.hpp"

#include <algorithm>

namespace bangtin::evidence::checker {

signature_checks::~signature_checks() {
  for (std::jthread& t : threads_) t.request_stop();
}

void signature_checks::add(std::int64_t line, signed_text note, const public_key& key) {
  job j{line, std::move(note), key};
  std::size_t waiting = 0;
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() < max_waiting) {
      waiting_.push_back(std::move(j));
      waiting = waiting_.size();
    }
  }
  if (waiting == 0) return check(j);
  more_.notify_one();
  if (!threads_.empty() || waiting < threads_from) return;
  // The caller is busy too.
  const unsigned others = std::max(2U, std::thread::hardware_concurrency()) - 1;
  for (unsigned i = 0; i < others; ++i) {
    threads_.emplace_back([this](std::stop_token stop) { work(std::move(stop)); });
  }
}

void signature_checks::work(std::stop_token stop) {
  for (;;) {
    job j;
    {
      std::unique_lock lock(mutex_);
      if (!more_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      j = std::move(waiting_.front());
      waiting_.pop_front();
    }
    check(j);
  }
}

void signature_checks::check(const job& j) {
  if (evidence::verify(j.note, j.key)) return;
  std::lock_guard lock(mutex_);
  wrong_.push_back(j.line);
}

bool signature_checks::take(job& j) {
  std::lock_guard lock(mutex_);
  if (waiting_.empty()) return false;
  j = std::move(waiting_.front());
  waiting_.pop_front();
  return true;
}

std::vector<std::int64_t> signature_checks::finish() {
  job j;
  while (take(j)) check(j);
  for (std::jthread& t : threads_) t.request_stop();
  threads_.clear();
  std::sort(wrong_.begin(), wrong_.end());
  return std::move(wrong_);
}

}  // namespace bangtin::evidence::checker
