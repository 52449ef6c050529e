// Jobs as the admin interface shows them. Pure.
#pragma once

#include <optional>

#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/job_ledger.hpp"
#include "wire/admin/jobs.hpp"

namespace bangtin::scheduler::api {

// The job without its item. `progress` counts only while the job runs.
wire::admin::job job_of(const ledger::stored_job& j,
                        const std::optional<jobs::job_runner::progress>& progress);

}  // namespace bangtin::scheduler::api
