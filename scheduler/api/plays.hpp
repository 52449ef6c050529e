// The endpoints for the monthly counts. rows.hpp describes owner, threads
// and errors.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "evidence/counts.hpp"
#include "scheduler/api/count_proof.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/plays.hpp"

namespace bangtin::scheduler::api {

// Judges what waits, slice by slice, so that the ledger serves other requests between two slices.
asio::awaitable<result<void>> judge_backlog(ledger::ledger_thread& ledger, play_backlog& backlog);

class plays_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // for large answers
    const clock_source& clock;
    play_backlog& backlog;  // used on the ledger's thread only
    count_proof& counts;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit plays_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled count(http::request& r);
  handled shortfalls(http::request& r);
  handled recount(http::request& r);
  // The month that the request names, or else the site's month now.
  result<std::chrono::year_month> month_of(const http::request& r) const;
  // The month's counts by these columns, once all stored records are judged.
  asio::awaitable<result<evidence::count_table>> table(std::chrono::year_month month,
                                                       std::vector<std::string> columns);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
