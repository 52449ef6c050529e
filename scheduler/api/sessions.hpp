// The endpoint with which people sign in on the daemon's page, and sign out. rows.hpp describes owner,
// threads and errors.
#pragma once

#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/auth/gate.hpp"
#include "scheduler/auth/passwords.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

class session_handlers {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    auth::people& people;
    auth::sessions& sessions;
    auth::failed_attempts& attempts;
    auth::password_checks& passwords;
    const auth::gate& gate;
    const clock_source& clock;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit session_handlers(deps d) : deps_(d) {}

 private:
  handled begin(http::request& r);
  handled who(http::request& r);
  handled end(http::request& r);
  // With what somebody signs in: the session that may begin, without its secret, or the refusal.
  using allowed = std::variant<ledger::stored_session, http::reply>;
  allowed by_token(http::request& r, const std::string& token);
  asio::awaitable<allowed> by_password(http::request& r, const std::string& name,
                                       const std::string& password);
  asio::awaitable<result<void>> store(const ledger::stored_session& s, const http::request& r);

  deps deps_;
};

}  // namespace bangtin::scheduler::api
