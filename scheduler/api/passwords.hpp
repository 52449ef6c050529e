// The endpoints that set the passwords with which people sign in on the page. rows.hpp describes owner,
// threads and errors.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/auth/gate.hpp"
#include "scheduler/auth/passwords.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class password_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    auth::people& people;
    auth::failed_attempts& attempts;
    auth::password_checks& passwords;
    const auth::gate& gate;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit password_handlers(deps d) : deps_(d) {}

 private:
  handled set(http::request& r);
  handled remove(http::request& r);
  handled change_own(http::request& r);
  // Derives the key and stores it; 204, or the refusal.
  handled store(http::request& r, std::string user, std::string typed);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
