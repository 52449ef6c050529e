// The plays of a month, counted for the report.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

struct month_counts {
  evidence::count_table rows;                               // by all columns but the hour
  std::vector<evidence::report::shortfall_row> shortfalls;  // the most frequent first
  std::map<std::string, std::string> screen_titles;  // as the newest programme with the screen has them
};

// Reads the roll-up, once all stored records are judged. Call it on the network's thread. The ledger's
// errors.
asio::awaitable<result<month_counts>> count_month(ledger::ledger_thread& ledger, play_backlog& backlog,
                                                  ledger::worker_pool& documents,
                                                  std::chrono::year_month month);

}  // namespace bangtin::scheduler::api
