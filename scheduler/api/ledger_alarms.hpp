// How a log that is set aside is told to people. Pure.
#pragma once

#include "scheduler/ledger/evidence_ledger.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::scheduler::api {

inline wire::admin::reported_problem doubt_alarm(const ledger::stored_doubt& d) {
  return {d.why,
          msg("the play records of log {} from record {} on are set aside and not counted; find out who "
              "changed ledger.sqlite, and put it back from a backup",
              d.log, d.from_seq)};
}

}  // namespace bangtin::scheduler::api
