// Tokens are found by their SHA-256. The duration of a search may tell something about hashes, but nobody can
// choose a token by its hash, so the comparison needs no constant time.
#include "scheduler/auth/people.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace bangtin::scheduler::auth {

std::string new_token() {
  return "bangtin_" + random_hex(32);
}

people::people(std::vector<ledger::stored_user> users, std::vector<ledger::stored_token> tokens,
               std::vector<ledger::stored_password> passwords) {
  for (const ledger::stored_user& u : users) put(u);
  for (const ledger::stored_token& t : tokens) put_token(t);
  for (const ledger::stored_password& p : passwords) put_password(p);
}

const ledger::stored_user* people::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

const ledger::stored_user* people::of_account(std::string_view account) const {
  if (account.empty()) return nullptr;
  for (const auto& [name, user] : by_name_) {
    if (user.account == account) return &user;
  }
  return nullptr;
}

const ledger::stored_token* people::find_token(const digest& sha256) const {
  auto found = by_hash_.find(sha256);
  return found == by_hash_.end() ? nullptr : &found->second;
}

const ledger::stored_token* people::token_of(std::string_view user, std::int64_t number) const {
  for (const auto& [hash, token] : by_hash_) {
    if (token.number == number && token.user == user) return &token;
  }
  return nullptr;
}

const ledger::stored_password* people::password_of(std::string_view user) const {
  auto found = passwords_.find(user);
  return found == passwords_.end() ? nullptr : &found->second;
}

std::optional<utc_ms> people::credential_ends(const ledger::stored_session& s) const {
  if (find(s.user) == nullptr) return std::nullopt;
  if (s.token != 0) {
    const ledger::stored_token* token = token_of(s.user, s.token);
    return token == nullptr ? std::nullopt : std::optional(token->expires);
  }
  const ledger::stored_password* password = password_of(s.user);
  return password == nullptr || password->number != s.password ? std::nullopt : std::optional(utc_ms::max());
}

std::vector<ledger::stored_user> people::users() const {
  std::vector<ledger::stored_user> all;
  for (const auto& [name, user] : by_name_) all.push_back(user);
  return all;
}

std::vector<ledger::stored_token> people::tokens_of(std::string_view user, utc_ms now) const {
  std::vector<ledger::stored_token> all;
  for (const auto& [hash, token] : by_hash_) {
    if (token.user == user && token.expires > now) all.push_back(token);
  }
  std::ranges::sort(all, {}, &ledger::stored_token::number);
  return all;
}

void people::erase(const std::string& user) {
  std::erase_if(by_hash_, [&](const auto& t) { return t.second.user == user; });
  passwords_.erase(user);
  by_name_.erase(user);
}

void people::forget_expired(std::string_view user, utc_ms now) {
  std::erase_if(by_hash_, [&](const auto& t) { return t.second.user == user && t.second.expires <= now; });
}

void people::set_expires(std::string_view user, utc_ms at) {
  for (auto& [hash, token] : by_hash_)
    if (token.user == user) token.expires = at;
}

void people::erase_token(const std::string& user, std::int64_t number) {
  std::erase_if(by_hash_, [&](const auto& t) { return t.second.user == user && t.second.number == number; });
}

void people::mark_used(const ledger::stored_token& token, utc_ms now) {
  const utc_ms minute = std::chrono::floor<std::chrono::minutes>(now);
  if (token.last_used && *token.last_used >= minute) return;
  by_hash_.at(token.sha256).last_used = minute;
  used_[token.number] = minute;
}

std::vector<std::pair<std::int64_t, utc_ms>> people::take_used() {
  std::vector<std::pair<std::int64_t, utc_ms>> all(used_.begin(), used_.end());
  used_.clear();
  return all;
}

}  // namespace bangtin::scheduler::auth
