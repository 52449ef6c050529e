// How long a decoder is waited for. One that hangs is to be given up within a second, one that is good must
// not be given up because the machine is slow or busy: so what counts is not the time that went by but the
// time that the decoder had for itself, without that in which the machine had no processor or no disk for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace bangtin::player::stage {

using std::chrono::microseconds;

// What a process did since it began, all of its threads together.
struct process_account {
  microseconds ran{};
  microseconds waited{};  // ready, and without a processor
  bool on_disk = false;   // one of its threads waits for a disk just now
  bool ready = false;     // one of its threads has a processor just now, or waits for one
  bool operator==(const process_account&) const = default;
};
// Nothing when the process is gone, or the kernel does not tell (proc(5): schedstat).
std::optional<process_account> account_of(pid_t process);

// One decoder that is waited for. Pure: the stage looks, at least ten times a second.
class hang_detector {
 public:
  // What it did until `now`, with something being waited for `since` then. Counting begins with the first
  // look, and anew whenever `since` is another.
  void look(microseconds now, microseconds since, const std::optional<process_account>& account);

  // Since the beginning: its own time.
  microseconds own() const { return own_; }
  // The latest of it, in which it did nothing at all.
  microseconds idle() const { return idle_; }

 private:
  std::optional<microseconds> since_;
  microseconds last_look_{};
  std::optional<process_account> last_;
  microseconds own_{};
  microseconds idle_{};
};

}  // namespace bangtin::player::stage
