// The sessions of those who signed in on the daemon's page, kept in memory for every request: a copy of what
// the ledger has. A session ends with the token or the password with which it began.
//
// Time is an argument. Not thread-safe; use only on the network's thread.
#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/ledger/user_ledger.hpp"

namespace bangtin::scheduler::auth {

class sessions {
 public:
  static constexpr milliseconds max_idle = std::chrono::hours(8);
  static constexpr milliseconds max_age = std::chrono::hours(7 * 24);
  static constexpr std::size_t max_of_user = 10;

  explicit sessions(std::vector<ledger::stored_session> all);

  // nullptr when there is none, or when it has ended. The pointer is valid until the next change.
  const ledger::stored_session* find(const digest& sha256, utc_ms now) const;
  // Those that must go before this user begins one more: all that have ended, of everybody, and the user's
  // least recently used ones beyond the limit.
  std::vector<digest> superseded(std::string_view user, utc_ms now) const;

  void put(const ledger::stored_session& s) { by_hash_[s.sha256] = s; }
  void erase(const digest& sha256);
  std::size_t size() const { return by_hash_.size(); }

  // Notes that the session was used, to the minute.
  void mark_used(const digest& sha256, utc_ms now);
  // Those that were used since the last call, for the ledger.
  std::vector<std::pair<digest, utc_ms>> take_used();
  bool has_used() const { return !used_.empty(); }

 private:
  std::map<digest, ledger::stored_session> by_hash_;
  std::map<digest, utc_ms> used_;
};

}  // namespace bangtin::scheduler::auth
