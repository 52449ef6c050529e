// Estimates how long a job still takes, from its progress and the time that it has run. Pure: the owner tells
// it both at regular intervals.
#pragma once

#include <chrono>
#include <optional>

namespace bangtin::scheduler::jobs {

// Not thread-safe.
class progress_meter {
 public:
  // `elapsed` since the job began; `permille` of its work is done. Neither goes back; a value that does is
  // taken as the one before.
  void update(std::chrono::milliseconds elapsed, int permille);

  int permille() const { return permille_; }
  // Whole seconds left, rounded up. Empty before 2 s or 2 % of the work, when no estimate would hold.
  std::optional<std::chrono::seconds> left() const;
  // Since when there was no progress.
  std::chrono::milliseconds unmoved() const { return elapsed_ - moved_; }

 private:
  std::chrono::milliseconds elapsed_{}, moved_{};
  int permille_ = 0;
  std::optional<double> left_ms_;
};

}  // namespace bangtin::scheduler::jobs
