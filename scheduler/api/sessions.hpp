// The endpoint with which people sign in on the daemon's page, and sign out. rows.hpp describes owner,
// threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/auth/gate.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class session_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    auth::people& people;
    auth::sessions& sessions;
    auth::failed_attempts& attempts;
    const auth::gate& gate;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit session_handlers(deps d) : deps_(d) {}

 private:
  handled begin(http::request& r);
  handled who(http::request& r);
  handled end(http::request& r);
  asio::awaitable<result<void>> store(const ledger::stored_session& s, const http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
