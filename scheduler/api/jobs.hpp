// The endpoints for jobs: what is examined now, what waits, what became of the rest, and how to cancel one.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "scheduler/api/rows.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class job_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    jobs::job_runner& jobs;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit job_handlers(deps d) : deps_(d) {}

 private:
  handled list_jobs(http::request& r);
  handled get_job(http::request& r);
  handled cancel_job(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
