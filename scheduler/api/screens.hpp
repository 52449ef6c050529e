// The endpoints for the list of screens and for the status that screens report. rows.hpp describes owner,
// threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class screen_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const events::programme_hub& programmes;
    events::reported_numbers& reported;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit screen_handlers(deps d) : deps_(d) {}

 private:
  handled list(http::request& r);
  handled post_status(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
