// The kernel's data comes from /proc/PID/task/*/schedstat and stat. Own time is the time that passed, without
// the waits for a processor or the disk.
#include "player/stage/hang_detector.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace bangtin::player::stage {

namespace {

microseconds from_ns(std::int64_t ns) {
  return std::chrono::duration_cast<microseconds>(std::chrono::nanoseconds(ns));
}

// The state letter of a thread from proc(5) `stat`. It follows the name, which is in parentheses and may
// contain parentheses.
char state_of(const std::filesystem::path& thread) {
  std::ifstream file(thread / "stat");
  std::string line;
  std::getline(file, line);
  std::size_t end = line.rfind(") ");
  return end != std::string::npos && end + 2 < line.size() ? line[end + 2] : '?';
}

}  // namespace

std::optional<process_account> account_of(pid_t process) {
  if (process <= 0) return std::nullopt;
  process_account all;
  bool any = false;
  std::error_code gone;
  std::filesystem::path tasks = std::filesystem::path("/proc") / std::to_string(process) / "task";
  for (std::filesystem::directory_iterator i(tasks, gone), end; !gone && i != end; i.increment(gone)) {
    std::ifstream file(i->path() / "schedstat");
    std::int64_t ran_ns = 0;
    std::int64_t waited_ns = 0;
    if (!(file >> ran_ns >> waited_ns)) continue;
    any = true;
    all.ran += from_ns(ran_ns);
    all.waited += from_ns(waited_ns);
    char state = state_of(i->path());
    all.on_disk = all.on_disk || state == 'D';
    all.ready = all.ready || state == 'R';
  }
  return any ? std::optional(all) : std::nullopt;
}

void hang_detector::look(microseconds now, microseconds since,
                         const std::optional<process_account>& account) {
  if (since_ != since) {
    *this = {};
    since_ = since;
    last_look_ = now;
  }
  microseconds passed = std::max(now - last_look_, microseconds(0));
  if (!account || !last_) {
    // Without /proc data only the time that passed counts, and the decoder never counts as idle.
    own_ += passed;
    idle_ = {};
  } else if (account->on_disk) {
    idle_ = {};
  } else {
    // When a thread ends, its times leave the sum, so differences can be negative.
    microseconds waited = std::clamp(account->waited - last_->waited, microseconds(0), passed);
    microseconds ran = account->ran - last_->ran;
    bool nothing = std::max(ran, -ran) + waited < passed / 50;
    // The kernel adds a wait when it is over; an ongoing wait is visible only in the state.
    bool still_waits = nothing && account->ready;
    own_ += still_waits ? microseconds(0) : passed - waited;
    idle_ = nothing && !still_waits ? idle_ + passed : microseconds(0);
  }
  last_look_ = now;
  last_ = account;
}

}  // namespace bangtin::player::stage
