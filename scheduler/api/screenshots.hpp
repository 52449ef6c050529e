// The endpoints for screenshots: screens send them, staff ask for them. rows.hpp describes owner, threads and
// errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class screenshot_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    const screen_directory& directory;
    events::command_hub& commands;
    ledger::worker_pool& disk;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit screenshot_handlers(deps d) : deps_(d) {}

 private:
  handled post(http::request& r);
  handled get(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
