// Decides whether a request may call an endpoint: the row of the endpoint names the least role, and the gate
// finds out who asks.
//
//   over the Unix socket   The kernel names the user. The account that a user is bound to has that user's
//                          role; everybody else who may open the socket is an operator, and root and the
//                          daemon's own user always are. A token is not looked at.
//   over TCP               The token names the screen or the person. A person's token is taken over TLS, and
//                          from this machine; elsewhere the network could read it. Without a token, the
//                          cookie of a session names the person, where a page of this daemon sent it. A
//                          screen's endpoint takes no cookie.
//
// Not thread-safe; use only on the network's thread.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "scheduler/auth/failed_attempts.hpp"
#include "scheduler/auth/people.hpp"
#include "scheduler/auth/refusal_log.hpp"
#include "scheduler/auth/sessions.hpp"
#include "scheduler/http/http_session.hpp"

namespace bangtin::scheduler::auth {

// Which paired screen a token belongs to.
class screen_tokens {
 public:
  virtual ~screen_tokens() = default;
  // The screen's name; empty when no paired screen has a token of this hash.
  virtual std::optional<std::string> screen_of(const digest& token_sha256) const = 0;
};

class gate final : public http::authorizer {
 public:
  struct deps {
    people& who;
    auth::sessions& sessions;
    const screen_tokens& screens;
    failed_attempts& attempts;
    refusal_log& refusals;
    const clock_source& clock;
    std::uint32_t own_uid;  // of the daemon's process
  };
  explicit gate(deps d) : deps_(d) {}

  struct caller {
    std::string name;
    wire::role role = wire::role::viewer;
  };

  // 401 when it is not known who asks, 403 when that one may not, 429 after many wrong tokens.
  std::optional<http::reply> refuse(const http::endpoint& e, http::request& r) override;
  std::string credential(const http::request& r) const override;
  void note_refusal(const http::endpoint& e, const http::request& r, int status) override;
  void note_flood(const http::request& r, const std::string& sender) override;

  // The session that the request's cookie names, if it and its token or password are valid; else nullptr.
  // Changes nothing, and does not ask over which connection the cookie came.
  const ledger::stored_session* session_of(const http::request& r) const;
  // Who sent a request that `refuse` has allowed to call a person's endpoint.
  caller who_asks(const http::request& r) const;

 private:
  std::optional<http::reply> refuse_screen(const http::request& r) const;
  std::optional<http::reply> refuse_person(wire::role least, http::request& r);
  // These two name the caller, or return the refusal.
  std::optional<http::reply> find_token(http::request& r, caller& who);
  std::optional<http::reply> find_session(http::request& r, caller& who);
  const ledger::stored_user* bound_user(const http::request& r) const;
  caller local_caller(http::request& r) const;

  deps deps_;
};

}  // namespace bangtin::scheduler::auth
