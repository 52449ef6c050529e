#include "scheduler/api/job_values.hpp"

#include <algorithm>

namespace bangtin::scheduler::api {

wire::admin::job job_of(const ledger::stored_job& j,
                        const std::optional<jobs::job_runner::progress>& progress) {
  wire::admin::job told;
  told.id = j.id;
  told.kind = "ingest";
  told.file = j.file;
  told.state = to_string(j.state);
  told.progress_pct = j.permille / 10;
  told.queued = j.queued;
  told.who = j.who;
  if (j.failure) told.failure = {std::string(to_string(j.failure->code)), j.failure->what, j.failure->remedy};
  if (j.state != ledger::job_state::running || !progress) return told;
  // 100 only when the item is there.
  told.progress_pct = std::min(progress->permille / 10, 99);
  if (progress->left) told.eta_s = progress->left->count();
  return told;
}

}  // namespace bangtin::scheduler::api
