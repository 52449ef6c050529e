// Runs the daemon's jobs: obeys the job_queue, calls the ingest worker on its own threads, and writes to the
// ledger what becomes of each job.
//
//   job_runner jobs({.network = context.get_executor(), .ledger = ledger, ...});
//   jobs.restore(*take_over(ledger, now));   // the jobs of the daemon before this one
//
// Use it only on the network's thread; the coroutines run there. Everything that `setup` refers to must
// outlive it, and its threads must have ended before it is destroyed (threads().wait_until).
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/events/waiters.hpp"
#include "scheduler/jobs/ingest_item.hpp"
#include "scheduler/jobs/job_queue.hpp"
#include "scheduler/jobs/job_records.hpp"
#include "scheduler/jobs/progress_meter.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::jobs {

namespace asio = boost::asio;

// One worker per core, and one core for everything else that the daemon does. At least 1.
std::size_t workers_of_this_machine();

// For /metrics: what became of the jobs since the start of the daemon.
struct job_counts {
  std::uint64_t done = 0, failed = 0, cancelled = 0;
};

class job_runner {
 public:
  struct setup {
    asio::any_io_executor network;
    ledger::ledger_thread& ledger;
    const media::store& store;
    const clock_source& clock;
    std::filesystem::path scratch;  // folder for the ingest workers' output, on the store's disk
    media::ingest_limits limits;
    ingest_job ingest;
    queue_limits queue;
    std::chrono::milliseconds stall_after{10'000};  // without progress
    std::chrono::milliseconds ledger_retry{5'000};  // while the disk refuses a step of a job
  };
  explicit job_runner(setup s);

  // Queues the jobs that `take_over` returned. Call it once, before anything else.
  void restore(const std::vector<ledger::stored_job>& open);

  // As jobs::order, and queues the job if it is new.
  asio::awaitable<result<ordered>> order(ledger::stored_job job);
  // As jobs::cancel. The worker of a running job is killed; the job is cancelled when this returns, even if
  // its worker takes a moment to end.
  asio::awaitable<result<ledger::stored_job>> cancel(job_id id, const std::string& who);
  // Returns when the job is final, unknown, or the daemon ends; at the latest after `max`.
  asio::awaitable<void> wait(job_id id, std::chrono::milliseconds max);

  struct progress {
    int permille = 0;
    std::optional<std::chrono::seconds> left{};
  };
  // Empty unless the job runs.
  std::optional<progress> progress_of(job_id id) const;
  std::size_t waiting() const { return queue_.waiting(); }
  std::size_t running() const { return queue_.running(); }
  const job_counts& counted() const { return counted_; }

  // The daemon ends: starts nothing more, kills the running workers, and queues their jobs for the next
  // daemon.
  void close();
  // After close(): until all jobs have ended, at most `max`.
  asio::awaitable<void> wait_for_all(std::chrono::milliseconds max);
  // The threads, so that the owner can stop them.
  ledger::worker_pool& threads() { return threads_; }

 private:
  using steady = std::chrono::steady_clock;
  struct live_job {
    std::stop_source stop;
    std::atomic<int> permille = 0;  // written by the job's thread
    steady::time_point began = steady::now();
    progress_meter meter;
    bool stalled = false;
  };

  void obey(const std::vector<action>& todo);
  asio::awaitable<void> run(job_id id, std::shared_ptr<live_job> live);
  asio::awaitable<void> run_guarded(job_id id);
  asio::awaitable<void> give_up(job_id id);
  asio::awaitable<void> settle(job_id id, const result<ledger::stored_media>& made, int permille);
  asio::awaitable<void> watch();
  result<ledger::stored_media> ingest(const ledger::stored_job& j, live_job& live) const;
  result<ledger::stored_media> ingest_unguarded(const ledger::stored_job& j, live_job& live) const;
  template <class F>
  auto persist(F step) -> asio::awaitable<decltype(step(std::declval<ledger::ledger&>()))>;

  setup setup_;
  job_queue queue_;
  std::map<job_id, std::shared_ptr<live_job>> live_;
  events::waiters ended_, retries_;
  job_counts counted_;
  bool watching_ = false;
  bool closing_ = false;
  ledger::worker_pool threads_;
};

}  // namespace bangtin::scheduler::jobs
