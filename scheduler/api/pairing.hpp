// The endpoints for pairing screens, for taking their pairing back, and for removing them. rows.hpp describes
// owner, threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/pairing_requests.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "scheduler/tls/server_identity.hpp"

namespace bangtin::scheduler::api {

class pairing_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    screen_directory& directory;
    events::pairing_requests& requests;
    const events::programme_hub& programmes;
    public_key daemon;
    const tls::server_identity& identity;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit pairing_handlers(deps d) : deps_(d) {}

 private:
  handled ask_pairing(http::request& r);
  handled get_grant(http::request& r);
  handled list_waiting(http::request& r);
  handled pair(http::request& r);
  handled unpair(http::request& r);
  handled remove(http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
