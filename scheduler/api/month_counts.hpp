// The plays of a month, counted for the report.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

struct month_counts {
  evidence::count_table rows;                               // by all columns but the hour
  std::vector<evidence::report::shortfall_row> shortfalls;  // the most frequent first
};

// What did not count in the local days [from, to), the most frequent reason first. The roll-up calls a START
// without END "open"; here those that may still get one are "not-ended". Call it on the ledger's thread. The
// ledger's errors.
result<std::vector<evidence::report::shortfall_row>> shortfalls_between(ledger::ledger& l,
                                                                        std::chrono::local_days from,
                                                                        std::chrono::local_days to);

// Reads the roll-up. Call it on the ledger's thread, once all stored records are judged. The ledger's errors.
result<month_counts> count_month(ledger::ledger& l, std::chrono::year_month month);

// All published programmes as JSON, the newest first. Call it on the ledger's thread. The ledger's errors.
result<std::vector<std::string>> published_programmes(ledger::ledger& l);
// The screens' titles as the newest of these programmes with the screen has them, by the screens' names.
// Reads each programme, so call it on a pool's thread. errc::invalid for one that cannot be read.
result<std::map<std::string, std::string>> screen_titles_in(const std::vector<std::string>& programmes);

}  // namespace bangtin::scheduler::api
