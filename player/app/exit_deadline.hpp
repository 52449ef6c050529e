// The last resort of a stop: it ends the process even if a thread hangs. A write to a disk that does not
// answer can be neither cancelled nor joined, and systemd would wait 90 s before it kills the player.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace bangtin::player::app {

// Writes a line to stderr and calls _exit(1). Exit at once: exit() would run destructors while other threads
// still run. What the journal has not written by then is closed at the next start, as after a power cut.
void exit_at_once();

class exit_deadline {
 public:
  // `limit` counts from `start`. `exit` is called on the deadline's own thread; tests replace it.
  explicit exit_deadline(std::chrono::milliseconds limit, std::function<void()> exit = exit_at_once);
  // For when everything has stopped in time: `exit` is not called afterwards.
  ~exit_deadline() = default;
  exit_deadline(const exit_deadline&) = delete;
  exit_deadline& operator=(const exit_deadline&) = delete;

  // Any thread may call it; the limit counts from the first call.
  void start();

 private:
  void run(const std::stop_token& stop);

  const std::chrono::milliseconds limit_;
  const std::function<void()> exit_;
  std::mutex lock_;
  std::condition_variable_any changed_;
  bool started_ = false;  // guarded by lock_
  std::jthread thread_;
};

}  // namespace bangtin::player::app
