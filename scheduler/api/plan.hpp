// The endpoints for the outreach plan, by which reports are set. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "evidence/report/plan.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// The stored plan; an empty one before the first. For use on the ledger's thread.
result<evidence::report::plan> stored_plan(ledger::ledger& l);

class plan_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    ledger::worker_pool& documents;  // for parsing plans
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit plan_handlers(deps d) : deps_(d) {}

 private:
  handled get_plan(http::request& r);
  handled get_previous_plan(http::request& r);
  handled put_plan(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
