// The endpoints for play records from screens and for the monthly counts. rows.hpp describes owner, threads
// and errors.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "evidence/counts.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// Judges what waits, slice by slice, so that the ledger serves other requests between two slices.
asio::awaitable<result<void>> judge_backlog(ledger::ledger_thread& ledger, play_backlog& backlog);

class plays_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const screen_directory& directory;
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // for parsing batches and programmes, and for counting
    secret_key daemon;               // signs the receipts
    const clock_source& clock;
    play_judge& judge;              // used on the ledger's thread only, as is `backlog`
    play_backlog& backlog;          // records that are stored and not judged yet
    std::uint64_t& records_stored;  // incremented by the number of newly stored records
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit plays_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled post_plays(http::request& r);
  handled count(http::request& r);
  handled export_csv(http::request& r);
  handled shortfalls(http::request& r);
  handled recount(http::request& r);
  // The month that the request names, or else the site's month now.
  result<std::chrono::year_month> month_of(const http::request& r) const;
  // The month's counts by these columns, once all stored records are judged.
  asio::awaitable<result<evidence::count_table>> table(std::chrono::year_month month,
                                                       std::vector<std::string> columns);

  deps deps_;
  bool recounting_ = false;
};

}  // namespace bangtin::scheduler::api
