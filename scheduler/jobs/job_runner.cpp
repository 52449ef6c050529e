// One coroutine per running job: begin in the ledger, ingest on a thread, settle in the ledger. A cancelled
// job is final in the ledger first and then loses its worker; so whatever its coroutine brings home late is
// dropped by jobs::settle.
#include "scheduler/jobs/job_runner.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <thread>

namespace bangtin::scheduler::jobs {

using ledger::stored_job;
using ledger::stored_media;
using std::chrono::milliseconds;

namespace {

error killed_the_daemon() {
  return {
      errc::internal,
      msg("the daemon or its machine ended three times without warning while it examined this file"),
      msg("load the file again; if the machine had power all the time, save or export the file with another "
          "program first")};
}

}  // namespace

std::size_t workers_of_this_machine() {
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

job_runner::job_runner(setup s)
    : setup_(std::move(s)),
      queue_(setup_.queue),
      ended_(setup_.network),
      retries_(setup_.network),
      threads_(setup_.queue.workers + setup_.queue.max_stalled) {}

void job_runner::restore(const std::vector<stored_job>& open) {
  for (const stored_job& j : open) obey(queue_.resume(added{j.id, j.who, j.starts}));
}

void job_runner::obey(const std::vector<action>& todo) {
  for (const action& a : todo) {
    if (const auto* s = std::get_if<start>(&a)) {
      live_[s->id] = std::make_shared<live_job>();
      asio::co_spawn(setup_.network, run_guarded(s->id), asio::detached);
    } else if (const auto* k = std::get_if<kill>(&a)) {
      if (auto found = live_.find(k->id); found != live_.end()) found->second->stop.request_stop();
    } else if (const auto* g = std::get_if<jobs::give_up>(&a)) {
      asio::co_spawn(setup_.network, give_up(g->id), asio::detached);
    }
  }
  if (live_.empty() || watching_) return;
  watching_ = true;
  asio::co_spawn(setup_.network, watch(), asio::detached);
}

// Repeats a step while the disk refuses it, until the daemon ends.
template <class F>
auto job_runner::persist(F step) -> asio::awaitable<decltype(step(std::declval<ledger::ledger&>()))> {
  for (;;) {
    auto done = co_await setup_.ledger.ask(step);
    if (done || closing_) co_return done;
    spdlog::error("a job waits for the ledger: {}", describe(done.error()));
    co_await retries_.wait(setup_.ledger_retry);
  }
}

asio::awaitable<void> job_runner::run_guarded(job_id id) {
  try {
    co_await run(id, live_.at(id));
  } catch (const std::exception& e) {
    spdlog::error("job {} ended with an exception: {}", id, e.what());
  }
  live_.erase(id);
  obey(queue_.resume(ended{id}));
  ended_.wake_all();
}

asio::awaitable<void> job_runner::run(job_id id, std::shared_ptr<live_job> live) {
  auto begun = co_await persist([id](ledger::ledger& l) { return begin(l, id); });
  if (!begun || !*begun || live->stop.stop_requested()) {
    if (closing_ && begun && *begun) co_await setup_.ledger.ask([id](auto& l) { return give_back(l, id); });
    co_return;
  }
  // The time that the ledger took says nothing about the worker.
  live->began = steady::now();
  live->meter = progress_meter();
  const stored_job& j = **begun;
  auto made = co_await threads_.run([&] { return ingest(j, *live); });
  // Even a worker that seems to have crashed: the same signal may have stopped daemon and workers.
  if (closing_ && !made) {
    co_await setup_.ledger.ask([id](ledger::ledger& l) { return give_back(l, id); });
    co_return;
  }
  co_await settle(id, made, live->permille);
}

// On a thread of the pool. What it throws is a defect of ours, and fails this job alone.
result<stored_media> job_runner::ingest(const stored_job& j, live_job& live) const {
  try {
    return ingest_unguarded(j, live);
  } catch (const std::exception& e) {
    spdlog::error("the examination of {} threw: {}", j.sha256.hex(), e.what());
    return error{errc::internal, msg("the daemon made a mistake while it examined this file"),
                 msg("the journal says why; ask whoever looks after the machine")};
  }
}

result<stored_media> job_runner::ingest_unguarded(const stored_job& j, live_job& live) const {
  result<stored_media> m = item_from_order(j.order);
  if (!m) return m;
  media::ingest_control control{live.stop.get_token(), [&](int permille) { live.permille = permille; }};
  result<void> done = ingest_into(*m, setup_.store, setup_.scratch, setup_.ingest, setup_.limits, control);
  if (!done) return done.error();
  m->added = setup_.clock.now().utc;
  return m;
}

asio::awaitable<void> job_runner::settle(job_id id, const result<stored_media>& made, int permille) {
  utc_ms now = setup_.clock.now().utc;
  auto settled = co_await persist(
      [&, id](ledger::ledger& l) { return jobs::settle(l, setup_.store, id, made, permille, now); });
  if (!settled || !*settled) co_return;
  ledger::job_state state = (*settled)->state;
  counted_.done += state == ledger::job_state::done ? 1 : 0;
  counted_.failed += state == ledger::job_state::failed ? 1 : 0;
}

asio::awaitable<void> job_runner::give_up(job_id id) {
  co_await settle(id, killed_the_daemon(), 0);
  ended_.wake_all();
}

// Once a second, while something runs: estimates, and which jobs do not move.
asio::awaitable<void> job_runner::watch() {
  asio::steady_timer tick(setup_.network);
  while (!live_.empty() && !closing_) {
    tick.expires_after(std::min(milliseconds(1'000), setup_.stall_after));
    co_await tick.async_wait(asio::use_awaitable);
    std::vector<action> todo;
    for (auto& [id, live] : live_) {
      auto ran = std::chrono::duration_cast<milliseconds>(steady::now() - live->began);
      live->meter.update(ran, live->permille);
      bool stalls = live->meter.unmoved() >= setup_.stall_after;
      if (stalls == live->stalled) continue;
      live->stalled = stalls;
      std::vector<action> next = stalls ? queue_.resume(stalled{id}) : queue_.resume(moved{id});
      todo.insert(todo.end(), next.begin(), next.end());
    }
    obey(todo);
  }
  watching_ = false;
}

asio::awaitable<result<ordered>> job_runner::order(stored_job job) {
  result<ordered> made =
      co_await setup_.ledger.ask([&](ledger::ledger& l) { return jobs::order(l, setup_.store, job); });
  if (made && made->is_new) obey(queue_.resume(added{made->job.id, made->job.who}));
  co_return made;
}

asio::awaitable<result<stored_job>> job_runner::cancel(job_id id, const std::string& who) {
  std::optional<progress> reached = progress_of(id);
  utc_ms now = setup_.clock.now().utc;
  result<stored_job> done = co_await setup_.ledger.ask([&](ledger::ledger& l) {
    return jobs::cancel(l, setup_.store, id, who, reached ? reached->permille : 0, now);
  });
  if (!done) co_return done;
  ++counted_.cancelled;
  obey(queue_.resume(cancelled{id}));
  ended_.wake_all();
  co_return done;
}

asio::awaitable<void> job_runner::wait(job_id id, milliseconds max) {
  auto limit = steady::now() + max;
  while (queue_.is_open(id) && !closing_ && steady::now() < limit) {
    co_await ended_.wait(limit - steady::now());
  }
}

std::optional<job_runner::progress> job_runner::progress_of(job_id id) const {
  auto found = live_.find(id);
  if (found == live_.end()) return std::nullopt;
  return progress{found->second->permille, found->second->meter.left()};
}

void job_runner::close() {
  closing_ = true;
  obey(queue_.resume(closing{}));
  ended_.wake_all();
  retries_.wake_all();
}

asio::awaitable<void> job_runner::wait_for_all(milliseconds max) {
  auto limit = steady::now() + max;
  while (!live_.empty() && steady::now() < limit) co_await ended_.wait(limit - steady::now());
}

}  // namespace bangtin::scheduler::jobs
