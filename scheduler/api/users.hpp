// The endpoints for the people who may use the daemon, and their tokens. rows.hpp describes owner, threads
// and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/people.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/people.hpp"

namespace bangtin::scheduler::api {

class user_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    auth::people& people;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit user_handlers(deps d) : deps_(d) {}

 private:
  handled list(http::request& r);
  handled add(http::request& r);
  handled edit(http::request& r);
  handled remove(http::request& r);
  handled add_token(http::request& r);
  handled remove_token(http::request& r);
  wire::admin::user value_of(const ledger::stored_user& u, utc_ms now) const;

  deps deps_;
};

}  // namespace bangtin::scheduler::api
