// Turns are counted in rounds. A person is served at most once per round: a person whose job starts moves to
// the next round, and the person with the lowest round is next; within a round the oldest job decides. A
// person who comes later enters in the current round, so absence earns no credit.
#include "scheduler/jobs/job_queue.hpp"

#include <algorithm>
#include <tuple>

namespace bangtin::scheduler::jobs {

namespace {
constexpr job_id none = 0;
}  // namespace

std::vector<action> job_queue::resume(const event& e) {
  std::vector<action> todo;
  std::visit([&](const auto& of_kind) { on(of_kind, todo); }, e);
  while (!closing_ && has_free_worker()) {
    job_id id = next();
    if (id == none) break;
    entry& chosen = jobs_.at(id);
    chosen.is = state::runs;
    std::uint64_t& turn = turns_[chosen.who];
    round_ = std::max(turn, round_);
    turn = round_ + 1;
    todo.emplace_back(start{id});
  }
  forget_turns();
  return todo;
}

void job_queue::on(const added& e, std::vector<action>& todo) {
  if (e.starts >= max_starts) {
    todo.emplace_back(give_up{e.id});
  } else {
    jobs_.try_emplace(e.id, entry{e.who});
  }
}

void job_queue::on(const ended& e, std::vector<action>&) {
  auto found = jobs_.find(e.id);
  if (found != jobs_.end() && found->second.is != state::waits) jobs_.erase(found);
}

void job_queue::on(const cancelled& e, std::vector<action>& todo) {
  auto found = jobs_.find(e.id);
  if (found == jobs_.end() || found->second.killed) return;
  if (found->second.is == state::waits) {
    jobs_.erase(found);
    return;
  }
  found->second.killed = true;
  todo.emplace_back(kill{e.id});
}

void job_queue::on(const stalled& e, std::vector<action>&) {
  auto found = jobs_.find(e.id);
  if (found != jobs_.end() && found->second.is == state::runs) found->second.is = state::stalls;
}

void job_queue::on(const moved& e, std::vector<action>&) {
  auto found = jobs_.find(e.id);
  if (found != jobs_.end() && found->second.is == state::stalls) found->second.is = state::runs;
}

void job_queue::on(const closing&, std::vector<action>& todo) {
  closing_ = true;
  for (auto& [id, job] : jobs_) {
    if (job.is == state::waits || job.killed) continue;
    job.killed = true;
    todo.emplace_back(kill{id});
  }
}

bool job_queue::has_free_worker() const {
  std::size_t running = 0, stalling = 0;
  for (const auto& [id, job] : jobs_) {
    running += job.is == state::runs ? 1 : 0;
    stalling += job.is == state::stalls ? 1 : 0;
  }
  std::size_t too_many = stalling - std::min(stalling, limits_.max_stalled);
  return running + too_many < limits_.workers;
}

job_id job_queue::next() const {
  job_id best = none;
  std::uint64_t best_turn = 0;
  for (const auto& [id, job] : jobs_) {
    if (job.is != state::waits) continue;
    auto known = turns_.find(job.who);
    std::uint64_t turn = known == turns_.end() ? round_ : std::max(known->second, round_);
    if (best != none && turn >= best_turn) continue;
    best = id;
    best_turn = turn;
  }
  return best;
}

// A turn in the current round or an earlier one is what a person without an entry has anyway.
void job_queue::forget_turns() {
  std::erase_if(turns_, [&](const auto& turn) { return turn.second <= round_; });
}

bool job_queue::is_open(job_id id) const {
  auto found = jobs_.find(id);
  return found != jobs_.end() && !found->second.killed;
}

std::size_t job_queue::waiting() const {
  return static_cast<std::size_t>(
      std::count_if(jobs_.begin(), jobs_.end(), [](const auto& j) { return j.second.is == state::waits; }));
}

std::size_t job_queue::running() const {
  return jobs_.size() - waiting();
}

}  // namespace bangtin::scheduler::jobs
