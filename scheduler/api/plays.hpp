// The endpoints for play records from screens and for the monthly counts. rows.hpp describes owner, threads
// and errors.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "evidence/counts.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class plays_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const screen_directory& directory;
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // for parsing batches and programmes, and for counting
    secret_key daemon;               // signs the receipts
    const clock_source& clock;
    std::uint64_t& records_stored;  // incremented by the number of newly stored records
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit plays_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled post_plays(http::request& r);
  handled count(http::request& r);
  // Counts the plays of the month that the request names.
  asio::awaitable<result<evidence::count_table>> table(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
