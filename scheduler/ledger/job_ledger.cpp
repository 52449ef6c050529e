#include "scheduler/ledger/job_ledger.hpp"

#include <array>

namespace bangtin::scheduler::ledger {

namespace {
constexpr std::array<std::string_view, 5> names{"queued", "running", "done", "failed", "cancelled"};
}  // namespace

std::string_view to_string(job_state s) {
  return names.at(static_cast<std::size_t>(s));
}

std::optional<job_state> job_state_from(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<job_state>(i);
  }
  return std::nullopt;
}

}  // namespace bangtin::scheduler::ledger
