// Checks the many signatures of a file on other threads, while the caller goes on reading:
//
//   signature_checks checks;
//   checks.add(line, note, key);            // for each
//   for (std::int64_t line : checks.finish()) ...   // these do not hold
//
// A signature takes as long as fifty records, so the threads begin only when many wait. When the queue is
// full the caller checks one itself, so memory stays bounded and no core is idle. Only one thread may call
// it. The destructor waits for the signatures that are being checked, and drops the others.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::evidence::checker {

class signature_checks {
 public:
  signature_checks() = default;
  ~signature_checks();
  signature_checks(const signature_checks&) = delete;
  signature_checks& operator=(const signature_checks&) = delete;

  // `line` names the signature in the answer.
  void add(std::int64_t line, signed_text note, const public_key& key);
  // Waits until all are checked. The lines of those that do not hold, ascending.
  std::vector<std::int64_t> finish();

  static constexpr std::size_t threads_from = 64, max_waiting = 1024;

 private:
  struct job {
    std::int64_t line = 0;
    signed_text note;
    public_key key;
  };
  void work(std::stop_token stop);
  void check(const job& j);
  bool take(job& j);

  std::mutex mutex_;
  std::condition_variable_any more_;
  std::deque<job> waiting_;          // guarded by mutex_
  std::vector<std::int64_t> wrong_;  // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace bangtin::evidence::checker
