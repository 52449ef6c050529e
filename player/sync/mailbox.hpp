// How the player's threads send messages to each other: a mailbox is a bounded queue of one message type,
// from which one thread takes what others put there. Besides mailboxes the threads share only the status
// (status.hpp) and objects that do not change.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/files.hpp"

namespace bangtin::player::sync {

// Wakes a thread that waits in poll(2). Any thread may call `wake`; the thread that waits on `fd` drains it.
class wake_event {
 public:
  wake_event() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  void wake() const {
    std::uint64_t one = 1;
    [[maybe_unused]] ssize_t written = ::write(fd_.get(), &one, sizeof one);  // full means: woken already
  }
  int fd() const { return fd_.get(); }

 private:
  unique_fd fd_;
};

// Any thread may put a message; one thread takes them, in the order of arrival.
template <class T>
class mailbox {
 public:
  // At most `most` messages wait. Every message wakes `wakes`, if given, which must outlive the mailbox.
  explicit mailbox(std::size_t most, const wake_event* wakes = nullptr) : most_(most), wakes_(wakes) {}

  // False when the mailbox is full; then the message is lost.
  bool put(T message) {
    {
      std::lock_guard lock(mutex_);
      if (messages_.size() >= most_) return false;
      messages_.push_back(std::move(message));
    }
    some_.notify_one();
    if (wakes_ != nullptr) wakes_->wake();
    return true;
  }

  bool empty() const {
    std::lock_guard lock(mutex_);
    return messages_.empty();
  }
  // All messages; does not wait.
  std::vector<T> take_all() {
    std::lock_guard lock(mutex_);
    return drain();
  }
  // The same, but waits for a message up to `timeout`, or until `stop` is requested.
  std::vector<T> take_all(std::stop_token stop, std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    some_.wait_for(lock, stop, timeout, [&] { return !messages_.empty(); });
    return drain();
  }

 private:
  std::vector<T> drain() {
    std::vector<T> all(std::make_move_iterator(messages_.begin()), std::make_move_iterator(messages_.end()));
    messages_.clear();
    return all;
  }

  const std::size_t most_;
  const wake_event* wakes_;
  mutable std::mutex mutex_;
  std::condition_variable_any some_;
  std::deque<T> messages_;
};

}  // namespace bangtin::player::sync
