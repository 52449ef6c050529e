// The daemon's jobs: uploads that are ingested now, those that wait for it, and what became of the others.
//
// Use it through `ledger::jobs()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. The ledger remembers; scheduler/jobs decides what runs when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"

namespace bangtin::scheduler::ledger {

enum class job_state { queued, running, done, failed, cancelled };
std::string_view to_string(job_state s);
// Empty for an unknown name.
std::optional<job_state> job_state_from(std::string_view name);
// Whether a job in this state never changes any more.
constexpr bool is_final(job_state s) {
  return s != job_state::queued && s != job_state::running;
}

struct stored_job {
  std::int64_t id = 0;  // from 1, never used twice
  job_state state = job_state::queued;
  digest sha256;      // the upload; at most one job that is not final has it
  std::string file;   // the name under which people know the file
  std::string order;  // JSON of wire::admin::media_order
  std::string who;    // who asked for it, as in the audit log
  utc_ms queued{};
  int starts = 0;                  // how often a daemon began it and did not end it in order
  std::optional<utc_ms> ended{};   // when it became final
  int permille = 0;                // of a final job: how much was done
  std::optional<error> failure{};  // of a failed job
  bool duplicate = false;          // of a done job: another order had made the item before
  bool operator==(const stored_job&) const = default;
};

class job_ledger {
 public:
  virtual ~job_ledger() = default;

  // Newest first, at most `max`.
  virtual result<std::vector<stored_job>> newest(int max) = 0;
  // Empty when there is no such job.
  virtual result<std::optional<stored_job>> find(std::int64_t id) = 0;
  // The jobs that are not final, oldest first.
  virtual result<std::vector<stored_job>> open() = 0;
  // The job that is not final and needs this upload. Empty when there is none.
  virtual result<std::optional<stored_job>> open_for(const digest& upload) = 0;
  // Adds the job under a new id, which it returns; `job.id` is ignored. errc::conflict when an open job has
  // the same upload.
  virtual result<std::int64_t> add(const stored_job& job) = 0;
  // Replaces state, starts, ended, permille, failure and duplicate of the job with this id. errc::not_found;
  // errc::conflict when the stored job is final.
  virtual result<void> update(const stored_job& job) = 0;
  // Deletes the final jobs that ended before this instant, and of the others all but the newest
  // `max_final`. Returns how many were deleted.
  virtual result<int> forget(utc_ms ended_before, int max_final) = 0;
};

}  // namespace bangtin::scheduler::ledger
