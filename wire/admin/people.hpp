// The people who may use the daemon, their tokens, and the audit log: /v1/users, /v1/audit. Plain values;
// codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "wire/admin/codec.hpp"
#include "wire/role.hpp"

namespace bangtin::wire::admin {

constexpr std::int64_t default_token_days = 90;
constexpr std::int64_t max_token_days = 366;
constexpr std::int64_t max_password_bytes = 1024;

// What is known of a token; the token itself is known only to the person who got it.
struct user_token {
  std::int64_t number = 0;
  utc_ms made{}, expires{};
  std::optional<utc_ms> last_used{};  // to the minute
  bool operator==(const user_token&) const = default;
};

struct user {
  std::string name;
  wire::role role = wire::role::viewer;
  std::string account{};  // the system account that is this person on the admin socket; empty: none
  utc_ms added{};
  std::vector<user_token> tokens{};  // the oldest first; without those that have expired
  std::optional<utc_ms> password{};  // when it was set; empty: there is none
  bool operator==(const user&) const = default;
};

// The body of POST /v1/users.
struct user_order {
  std::string name;
  wire::role role = wire::role::viewer;
  std::string account{};
  bool operator==(const user_order&) const = default;
};

// The body of PATCH /v1/users/{name}: what is absent stays.
struct user_edit {
  std::optional<wire::role> role{};
  std::optional<std::int64_t> days{};  // from now: the new end of all tokens, 1 to max_token_days
  bool operator==(const user_edit&) const = default;
};

// The body of POST /v1/users/{name}/tokens.
struct token_order {
  std::int64_t days = default_token_days;  // for which it is valid, 1 to max_token_days
  bool operator==(const token_order&) const = default;
};

// The answer to it: the only one that has the token.
struct new_token {
  std::string token;
  std::int64_t number = 0;
  utc_ms expires{};
  bool operator==(const new_token&) const = default;
};

// The body of PUT /v1/users/{name}/password.
struct password_order {
  std::string password;
  bool operator==(const password_order&) const = default;
};

// The body of PUT /v1/session/password.
struct own_password_order {
  std::string current, password;
  bool operator==(const own_password_order&) const = default;
};

// The body of POST /v1/session: a token, or a name with a password.
struct session_order {
  std::optional<std::string> token{}, name{}, password{};
  bool operator==(const session_order&) const = default;
};

// The answer to GET /v1/session: who asks.
struct session {
  std::string name;  // of the user; over the admin socket the account that is bound to none
  wire::role role = wire::role::viewer;
  std::optional<utc_ms> ends{};  // when the session ends at the latest; empty: the request came without one
  bool operator==(const session&) const = default;
};

// A row of GET /v1/audit.
struct audit_line {
  std::int64_t number = 0;  // from 1, without gaps
  utc_ms at{};
  std::string who;      // "user lan", "uid 1000 (lan)", a screen's name, an address or "bangtind"
  std::string what;     // an English sentence
  std::string object;   // what it is about; empty: the site, or a line of an older daemon
  std::string outcome;  // "done" or "refused"
  digest hash;          // of the chain up to this line (docs/formats.md)
  bool operator==(const audit_line&) const = default;
};

}  // namespace bangtin::wire::admin
