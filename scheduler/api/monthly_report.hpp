// Collects the model from which the files of the monthly report are written (evidence/report).
#pragma once

#include <chrono>

#include "evidence/report/monthly_report.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

struct collected_report {
  evidence::report::monthly_report value;  // its revision is 0
  utc_ms ends{};                           // when the month ends at the site
};

// The month's counts, heads, plan and titles. Reads the ledger in slices, so that it can serve other requests
// meanwhile. Call it on the network's thread. The ledger's errors; errc::verification for a receipt that is
// damaged.
asio::awaitable<result<collected_report>> collect_report(ledger::ledger_thread& ledger,
                                                         const events::programme_hub& programmes,
                                                         play_backlog& backlog,
                                                         ledger::worker_pool& documents,
                                                         std::chrono::year_month month);

}  // namespace bangtin::scheduler::api
