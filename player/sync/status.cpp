#include "player/sync/status.hpp"

#include <spdlog/spdlog.h>

namespace bangtin::player::sync {

void status::set_attack(problem_source about, const named_attack& a) {
  const snapshot before = read();
  const auto known = before.problems.find(about);
  if (known == before.problems.end() || known->second != a.why)
    spdlog::error("attack {}: {}", wire::word_of(a.kind), describe(a.why));
  set_problem(about, a.why, a.kind);
}

}  // namespace bangtin::player::sync
