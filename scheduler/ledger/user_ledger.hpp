// The people who may use the daemon over the network, and their tokens.
//
// Use it through `ledger::users()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "wire/role.hpp"

namespace bangtin::scheduler::ledger {

struct stored_user {
  std::string name;  // unique
  wire::role role = wire::role::viewer;
  std::string account{};  // the system account that is this person on the admin socket; unique, or empty
  utc_ms added{};
  bool operator==(const stored_user&) const = default;
};

// A token is known here by its SHA-256 only.
struct stored_token {
  std::int64_t number = 0;  // given by `add_token`; no two tokens ever have the same
  std::string user;
  digest sha256;
  utc_ms made{}, expires{};
  std::optional<utc_ms> last_used{};
  bool operator==(const stored_token&) const = default;
};

// What a user signs in with on the daemon's page. Known here by a salted scrypt key only.
struct stored_password {
  std::int64_t number = 0;  // given by `set_password`; no two passwords ever have the same
  std::string user;
  std::string salt;
  digest key;  // scrypt_key(the password, salt)
  utc_ms made{};
  bool operator==(const stored_password&) const = default;
};

// Of somebody who signed in on the daemon's page. Its secret is in the browser's cookie; here is its SHA-256.
struct stored_session {
  digest sha256;
  std::string user;
  std::int64_t token = 0;  // the number of the token with which it began, and with which it ends; 0: none
  utc_ms made{}, last_used{};
  std::int64_t password = 0;  // the same of the password; exactly one of the two is set
  bool operator==(const stored_session&) const = default;
};

class user_ledger {
 public:
  virtual ~user_ledger() = default;

  // Ordered by name.
  virtual result<std::vector<stored_user>> all() = 0;
  // Of all users, by number.
  virtual result<std::vector<stored_token>> tokens() = 0;
  // errc::conflict when the name or the account is another user's already.
  virtual result<void> add(const stored_user& user) = 0;
  // errc::not_found when there is no such user.
  virtual result<void> set_role(const std::string& user, wire::role role) = 0;
  // The end of every token of the user. errc::not_found when there is no such user.
  virtual result<void> set_expires(const std::string& user, utc_ms at) = 0;
  // Removes the user with its tokens, its password and its sessions. errc::not_found when there is no such
  // user.
  virtual result<void> remove(const std::string& user) = 0;
  // Stores the token and returns its number; `token.number` is not used. errc::not_found when there is no
  // such user.
  virtual result<std::int64_t> add_token(const stored_token& token) = 0;
  // With the sessions that began with it. errc::not_found when the user has no token of this number.
  virtual result<void> remove_token(const std::string& user, std::int64_t number) = 0;
  // Removes the tokens, passwords and sessions of all users. Returns how many tokens there were.
  virtual result<std::int64_t> remove_all_tokens() = 0;
  // Does nothing when there is no such token any more.
  virtual result<void> set_last_used(std::int64_t number, utc_ms at) = 0;

  // Of all users, by number.
  virtual result<std::vector<stored_password>> passwords() = 0;
  // Stores the password in place of the user's old one, whose sessions go with it, and returns its number;
  // `password.number` is not used. errc::not_found when there is no such user.
  virtual result<std::int64_t> set_password(const stored_password& password) = 0;
  // With the sessions that began with it. errc::not_found when the user has none.
  virtual result<void> remove_password(const std::string& user) = 0;

  // Of all users, the latest used last.
  virtual result<std::vector<stored_session>> sessions() = 0;
  // errc::not_found when the user has no such token or password.
  virtual result<void> add_session(const stored_session& s) = 0;
  // These two do nothing when there is no such session any more.
  virtual result<void> remove_session(const digest& sha256) = 0;
  virtual result<void> set_session_used(const digest& sha256, utc_ms at) = 0;
};

}  // namespace bangtin::scheduler::ledger
