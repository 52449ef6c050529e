// The endpoint that sends a test alert. rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "scheduler/alerts/alert_watch.hpp"
#include "scheduler/api/rows.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::scheduler::api {

class alert_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    alerts::alert_watch& watch;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit alert_handlers(deps d) : deps_(d) {}

 private:
  handled test(http::request& r);

  deps deps_;
};

// What keeps alerts from arriving, for status and doctor; empty: nothing is known.
std::vector<wire::admin::reported_problem> alert_problems(const alerts::alert_watch& watch);

}  // namespace bangtin::scheduler::api
