// One try of a password, slowed down for networks that fail often. Unlike a token, a password costs time to
// check, so the wait comes before the check: somebody who guesses must not keep the daemon busy.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/auth/passwords.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

struct password_attempt {
  auth::failed_attempts& attempts;
  auth::password_checks& passwords;
  std::string network;  // that the request comes from

  // `wrong` where the password is not `known`; 429 after many failures from this network, or while too many
  // people sign in; empty: it is right. `known` is used before the first wait only; null: nobody has it.
  asio::awaitable<std::optional<http::reply>> refuse(const ledger::stored_password* known, std::string typed,
                                                     http::reply wrong, const clock_source& clock);
};

http::reply too_many_passwords();  // 429: too many wait for their check

}  // namespace bangtin::scheduler::api
