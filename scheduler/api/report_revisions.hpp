// Revisions of a month's report. A report of a month that has ended is *handed out* when it leaves as CSV,
// XLSX or PDF: then the ledger keeps what it said. The same data again is the same revision; when more is
// known since, the next report has the next number and names the screens of which it says something else.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "evidence/report/monthly_report.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// The digest of everything in the report that records decide: its rows, its shortfalls, planned time against
// shown, and its heads. Titles, the plan and the document's number do not belong to it. Pure.
digest digest_of_rows(const evidence::report::monthly_report& r);

// Sets `revision` and `late` of the report of an ended month, and `evidence` to the file that this revision
// named first; stores it with an audit line by `who`
// unless the newest revision said the same. On the ledger's thread. The ledger's errors.
result<void> hand_out(ledger::ledger& l, evidence::report::monthly_report& r, utc_ms now,
                      const std::string& who);

}  // namespace bangtin::scheduler::api
