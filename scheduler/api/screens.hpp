// The endpoints for pairing screens, for the list of screens, and for the status that screens report.
// rows.hpp describes owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/pairing_requests.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class screen_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    screen_directory& directory;
    events::pairing_requests& requests;
    public_key daemon;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit screen_handlers(deps d) : deps_(d) {}

 private:
  handled ask_pairing(http::request& r);
  handled get_grant(http::request& r);
  handled lookup_pairing(http::request& r);
  handled pair(http::request& r);
  handled list(http::request& r);
  handled post_status(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
