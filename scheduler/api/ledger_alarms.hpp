// How what the check of the ledger finds is told to people. Pure.
#pragma once

#include "scheduler/ledger/check_ledger.hpp"
#include "scheduler/ledger/evidence_ledger.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::scheduler::api {

inline wire::admin::reported_problem doubt_alarm(const ledger::stored_doubt& d) {
  return {d.why,
          msg("the play records of log {} from record {} on are set aside and not counted; find out who "
              "changed ledger.sqlite, and restore a backup with \"bangtin restore FILE --set-aside\"",
              d.log, d.from_seq)};
}

// Counts that had been changed, and follow the records again.
inline wire::admin::reported_problem repair_alarm(const ledger::count_repair& r) {
  return {msg("{} rows of the stored counts were not what the play records tell; they were counted again",
              r.rows),
          msg("find out who changed ledger.sqlite, and export again the reports that were made meanwhile")};
}

}  // namespace bangtin::scheduler::api
