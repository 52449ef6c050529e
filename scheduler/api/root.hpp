// The endpoints for a new root key: which certificates it has to sign, and the change to it. rows.hpp
// describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class root_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    events::trust_hub& trust;
    events::programme_hub& programmes;
    events::command_hub& commands;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit root_handlers(deps d) : deps_(d) {}

 private:
  handled list_certificates(http::request& r);
  handled succeed(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
