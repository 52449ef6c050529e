// The endpoint that tells what a screen shows at instants to come, from the same timeline as the screen
// itself computes. rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/worker_pool.hpp"
#include "wire/admin/schedule.hpp"

namespace bangtin::scheduler::api {

// The first slots of the screen that end after `from`, at most `max`, and none of days more than a week
// later. Pure; any thread may call it. `on` is an element of p.screens.
std::vector<wire::admin::scheduled_slot> slots_from(const playlists::programme::programme& p,
                                                    const playlists::programme::screen& on, utc_ms from,
                                                    std::size_t max);

class schedule_handlers {
 public:
  static constexpr std::int64_t max_slots = 500;

  struct deps {
    const events::programme_hub& programmes;
    ledger::worker_pool& documents;  // computes timelines
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit schedule_handlers(deps d) : deps_(d) {}

 private:
  handled get(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
