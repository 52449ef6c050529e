// The endpoint of the audit log, and how refused requests get into it. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/refusal_log.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// Writes the lines that are due; all that were not told yet with `all`. Lines that the disk refuses are lost,
// and the daemon's log says so.
asio::awaitable<void> write_refusals(ledger::ledger_thread& ledger, auth::refusal_log& refusals,
                                     const clock_source& clock, bool all = false);

class audit_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    auth::refusal_log& refusals;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit audit_handlers(deps d) : deps_(d) {}

 private:
  handled list(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
