// Screenshots: sent by the screens, asked for by staff.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler {

class shot_handlers {
 public:
  struct deps {
    ledger_thread& ledger;
    const screen_directory& directory;
    call_board& commands;
    worker_pool& disk;
    const clock_source& clock;
  };
  static std::vector<endpoint> rows(deps d);
  explicit shot_handlers(deps d) : deps_(d) {}

 private:
  handled post(request& r);
  handled get(request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler
