// The endpoint that tells people's programs what has changed, as server-sent events. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/gate.hpp"
#include "scheduler/events/change_hub.hpp"

namespace bangtin::scheduler::api {

struct change_stream_times {
  milliseconds heartbeat = std::chrono::seconds(25);
  milliseconds pause = std::chrono::seconds(1);  // between two events: what changes meanwhile is one
  milliseconds lifetime = std::chrono::minutes(15);
};

class change_handlers {
 public:
  struct deps {
    events::change_hub& changes;
    const auth::gate& gate;
    std::size_t max_streams;
    change_stream_times times;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit change_handlers(deps d) : deps_(d) {}

 private:
  handled open(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
