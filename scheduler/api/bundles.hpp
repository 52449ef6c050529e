// The endpoints for bundles, which go to screens without a network by USB stick (wire/bundle.hpp). The
// command writes and reads the stick; the daemon makes the index and takes what the screen wrote. The records
// have an endpoint in play_intake.hpp. rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class bundle_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    ledger::worker_pool& documents;
    const screen_directory& directory;
    const events::programme_hub& programmes;
    events::command_hub& commands;
    const events::trust_hub& trust;
    secret_key daemon;  // signs the index
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit bundle_handlers(deps d) : deps_(std::move(d)) {}

 private:
  handled make(http::request& r);
  handled take_status(http::request& r);
  handled take_acknowledgements(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
