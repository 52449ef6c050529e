// The users, their tokens and their passwords, kept in memory for every request: a copy of what the ledger
// has. Not thread-safe; use only on the network's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/ledger/user_ledger.hpp"

namespace bangtin::scheduler::auth {

// "bangtin_" and 64 lower-case hexadecimal digits: 256 bits from the system's generator. The beginning lets
// programs that look for lost secrets recognise one.
std::string new_token();

class people {
 public:
  people(std::vector<ledger::stored_user> users, std::vector<ledger::stored_token> tokens,
         std::vector<ledger::stored_password> passwords);

  // nullptr when there is none. Pointers are valid until the next change.
  const ledger::stored_user* find(std::string_view name) const;
  const ledger::stored_user* of_account(std::string_view account) const;
  // The token with this hash, also one that has expired.
  const ledger::stored_token* find_token(const digest& sha256) const;
  // The user's token of this number, also one that has expired.
  const ledger::stored_token* token_of(std::string_view user, std::int64_t number) const;

  const ledger::stored_password* password_of(std::string_view user) const;
  // Until when the session's token is valid; its password is until there is another one. Empty: the user, the
  // token or the password is there no longer.
  std::optional<utc_ms> credential_ends(const ledger::stored_session& s) const;

  std::vector<ledger::stored_user> users() const;  // by name
  // Of this user, by number; without those that have expired.
  std::vector<ledger::stored_token> tokens_of(std::string_view user, utc_ms now) const;

  void put(const ledger::stored_user& user) { by_name_[user.name] = user; }
  void erase(const std::string& user);
  void put_token(const ledger::stored_token& token) { by_hash_[token.sha256] = token; }
  void put_password(const ledger::stored_password& p) { passwords_[p.user] = p; }
  void erase_password(const std::string& user) { passwords_.erase(user); }
  void forget_expired(std::string_view user, utc_ms now);
  // Of all tokens of the user.
  void set_expires(std::string_view user, utc_ms at);
  void erase_token(const std::string& user, std::int64_t number);

  // Notes that a token was used, to the minute.
  void mark_used(const ledger::stored_token& token, utc_ms now);
  // The tokens that were used since the last call, for the ledger.
  std::vector<std::pair<std::int64_t, utc_ms>> take_used();
  bool has_used() const { return !used_.empty(); }

 private:
  std::map<std::string, ledger::stored_user, std::less<>> by_name_;
  std::map<digest, ledger::stored_token> by_hash_;
  std::map<std::string, ledger::stored_password, std::less<>> passwords_;  // by user
  std::map<std::int64_t, utc_ms> used_;
};

}  // namespace bangtin::scheduler::auth
