// One run of a worker process (bangtin-ingest, bangtin-decode --check) that reads an untrusted file. By the
// time it answers, an attacker may control it; so its answer has a maximum length, it must make progress, and
// its caller can stop it.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "base/process.hpp"
#include "media/asset.hpp"

namespace bangtin::media {

// Notices when neither progress nor processor time moves. Pure.
class stall_detector {
 public:
  using clock = std::chrono::steady_clock;
  stall_detector(std::chrono::nanoseconds stall, clock::time_point now) : stall_(stall), since_(now) {}
  // `permille`: the progress; `used`: the processor time that the worker has used in total.
  bool stuck(int permille, std::chrono::nanoseconds used, clock::time_point now);

 private:
  std::chrono::nanoseconds stall_;
  clock::time_point since_;
  int permille_ = 0;
  std::chrono::nanoseconds used_{};
};

struct worker_task {
  process_setup setup;           // its standard output is set by run_worker
  std::chrono::seconds wall{0};  // wall-clock time; 0: no limit
  // Without a line of progress, and with less than a twentieth of this time used on a processor, a worker is
  // stuck.
  std::chrono::seconds stall{300};
  // Called before the worker is started once more.
  std::function<void()> before_retry = {};
};

// Starts the worker and waits for its end. On its standard output it writes lines of progress
// ({"progress":N}, N in thousandths, growing) and one answer, which is returned as it is. `control.progress`
// gets these thousandths. When somebody else kills the worker (the kernel, because memory is short), or it
// stands still, it is started once more.
//
// Errors: errc::conflict when `control.stop` was requested; errc::limit when it used up its time;
// errc::invalid when it crashed or answers too much (its file is probably the cause); errc::io when it cannot
// be started, cannot work here, or was killed or stood still in both runs.
//
// The worker dies with the calling thread.
result<std::string> run_worker(const worker_task& task, const ingest_control& control);

}  // namespace bangtin::media
