// Which records of a log belong to a month's evidence file (docs/evidence.md, "Which records are in the
// file"). Call it on the ledger's thread; it reads a few records per run of the log, whatever its length.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "evidence/verify/export_lines.hpp"
#include "scheduler/api/export_survey.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// One section of the file.
struct export_section {
  evidence::checker::log_line begin;
  std::int64_t last = 0;
  evidence::signed_text head;  // of `last`
  evidence::head tip;          // the same, read
  std::vector<evidence::checker::fork_line> forks;
  std::vector<std::int64_t> unplanned;  // STARTs that the timeline lacks; evidence_export fills it
  ledger::receipt_figures receipts;
};

// The section of the log for the month from..to. Empty if no record of the log belongs there. `l.last` bounds
// the records: nothing after it is read. `plays`: of the log, read to its end.
result<std::optional<export_section>> section_of(ledger::export_ledger& records,
                                                 const ledger::exported_log& l, const export_survey& plays,
                                                 utc_ms from, utc_ms to);

}  // namespace bangtin::scheduler::api
