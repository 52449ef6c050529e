// Planned against shown: the endpoints for a month's compliance, and its part of the monthly report. rows.hpp
// describes owner, threads and errors.
#pragma once

#include <chrono>
#include <vector>

#include "base/clock.hpp"
#include "evidence/report/compliance.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

struct collected_compliance {
  std::vector<evidence::report::compliance_row> rows;   // by screen, then campaign
  std::vector<evidence::report::missing_hour> missing;  // by screen, then hour
};

// Of all screens. Reads one screen after the other, in slices of the ledger; holds the slots and plays of one
// screen at a time. Call it on the network's thread. The ledger's errors.
asio::awaitable<result<collected_compliance>> collect_compliance(ledger::ledger_thread& ledger,
                                                                 play_backlog& backlog,
                                                                 ledger::worker_pool& documents,
                                                                 evidence::report::time_span range);

class compliance_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    play_backlog& backlog;           // used on the ledger's thread only
    ledger::worker_pool& documents;  // computes timelines
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit compliance_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled campaigns(http::request& r);
  handled hours(http::request& r);
  // The month that the request names, or else the site's month now; until now if it has not ended.
  asio::awaitable<result<collected_compliance>> of_month(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
