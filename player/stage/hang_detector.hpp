// Decides whether a decoder hangs. The stage gives up a hanging decoder within a second, but must not give up
// a good one because the machine is slow or busy. So the detector does not count the time that has passed,
// but the decoder's own time: without the time in which it waited for a processor or for the disk. Times are
// in microseconds.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace bangtin::player::stage {

using std::chrono::microseconds;

// What a process has done since it started, summed over all of its threads.
struct process_account {
  microseconds ran{};
  microseconds waited{};  // ready to run, without a processor
  bool on_disk = false;   // one of its threads is waiting for a disk now
  bool ready = false;     // one of its threads is running or ready to run now
  bool operator==(const process_account&) const = default;
};
// Nothing when the process is gone, or when the kernel does not say (proc(5): schedstat).
std::optional<process_account> account_of(pid_t process);

// Watches one decoder that the stage waits for. Pure: the stage calls look(), at least ten times a second.
class hang_detector {
 public:
  // `account`: what the process has done until `now`; `since`: since when the stage has been waiting for it.
  // Counting starts with the first call, and restarts whenever `since` changes.
  void look(microseconds now, microseconds since, const std::optional<process_account>& account);

  // Its own time since counting started.
  microseconds own() const { return own_; }
  // The latest part of its own time in which it did nothing at all.
  microseconds idle() const { return idle_; }

 private:
  std::optional<microseconds> since_;
  microseconds last_look_{};
  std::optional<process_account> last_;
  microseconds own_{};
  microseconds idle_{};
};

}  // namespace bangtin::player::stage
