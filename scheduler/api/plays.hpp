// The endpoints for the monthly counts. rows.hpp describes owner, threads
// and errors.
#pragma once

#include <vector>

#include "evidence/counts.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class plays_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // for parsing programmes, and for counting
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit plays_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled count(http::request& r);
  // Counts the plays of the month that the request names.
  asio::awaitable<result<evidence::count_table>> table(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
