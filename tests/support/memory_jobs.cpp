// The jobs of the ledger in memory.
#include <algorithm>

#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

class jobs_in_memory final : public ledger::job_ledger {
 public:
  explicit jobs_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::stored_job>> newest(int max) override {
    std::vector<ledger::stored_job> found;
    for (auto i = state_.jobs.rbegin(); i != state_.jobs.rend() && std::ssize(found) < max; ++i) {
      found.push_back(i->second);
    }
    return found;
  }
  result<std::optional<ledger::stored_job>> find(std::int64_t id) override {
    return value_in(state_.jobs, id);
  }
  result<std::vector<ledger::stored_job>> open() override {
    std::vector<ledger::stored_job> found;
    for (const auto& [id, job] : state_.jobs) {
      if (!is_final(job.state)) found.push_back(job);
    }
    return found;
  }
  result<std::optional<ledger::stored_job>> open_for(const digest& upload) override {
    for (const auto& [id, job] : state_.jobs) {
      if (!is_final(job.state) && job.sha256 == upload) return job;
    }
    return std::nullopt;
  }
  result<std::int64_t> add(const ledger::stored_job& job) override {
    if (*open_for(job.sha256)) return failure(errc::conflict, "it is there");
    std::int64_t id = ++state_.newest_job;
    state_.jobs[id] = job;
    state_.jobs[id].id = id;
    return id;
  }
  result<void> update(const ledger::stored_job& job) override {
    auto found = state_.jobs.find(job.id);
    if (found == state_.jobs.end()) return failure(errc::not_found, "no such job");
    ledger::stored_job& there = found->second;
    if (is_final(there.state)) return failure(errc::conflict, "it has ended");
    there.state = job.state;
    there.starts = job.starts;
    there.ended = job.ended;
    there.permille = job.permille;
    there.failure = job.failure;
    there.duplicate = job.duplicate;
    return {};
  }
  result<int> forget(utc_ms ended_before, int max_final) override {
    int kept = 0, gone = 0;
    for (auto i = state_.jobs.end(); i != state_.jobs.begin();) {
      --i;
      if (!is_final(i->second.state)) continue;
      bool within = kept < max_final;
      ++kept;
      if (within && i->second.ended >= ended_before) continue;
      i = state_.jobs.erase(i);
      ++gone;
    }
    return gone;
  }

 private:
  memory_state& state_;
};

}  // namespace

std::unique_ptr<ledger::job_ledger> jobs_in(memory_state& state) {
  return std::make_unique<jobs_in_memory>(state);
}

}  // namespace bangtin::scheduler::test
