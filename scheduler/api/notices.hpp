// The endpoints for emergency notices: the daemon accepts them from an approver, sends them to the waiting
// screens, and records what the screens acknowledge. rows.hpp describes owner, threads and errors.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "media/store.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class notice_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const media::store& store;
    ledger::worker_pool& documents;  // for parsing, verifying and looking up files
    const screen_directory& directory;
    events::command_hub& commands;
    events::trust_hub& trust;
    events::reported_numbers& reported;
    const clock_source& clock;
    std::size_t max_long_polls;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit notice_handlers(deps d) : deps_(d) {}

 private:
  handled post(http::request& r);
  handled list(http::request& r);
  handled get_commands(http::request& r);
  handled acknowledge(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
