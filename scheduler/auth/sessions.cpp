#include "scheduler/auth/sessions.hpp"

#include <algorithm>

namespace bangtin::scheduler::auth {

namespace {

// A clock that was set back makes no session longer: one that lies in the future has ended.
bool has_ended(const ledger::stored_session& s, utc_ms now) {
  return now >= s.made + sessions::max_age || now >= s.last_used + sessions::max_idle ||
         now + sessions::max_idle < s.made;
}

}  // namespace

sessions::sessions(std::vector<ledger::stored_session> all) {
  for (const ledger::stored_session& s : all) put(s);
}

const ledger::stored_session* sessions::find(const digest& sha256, utc_ms now) const {
  auto found = by_hash_.find(sha256);
  return found == by_hash_.end() || has_ended(found->second, now) ? nullptr : &found->second;
}

std::vector<digest> sessions::superseded(std::string_view user, utc_ms now) const {
  std::vector<digest> gone;
  std::vector<const ledger::stored_session*> own;
  for (const auto& [hash, s] : by_hash_) {
    if (has_ended(s, now)) {
      gone.push_back(hash);
    } else if (s.user == user) {
      own.push_back(&s);
    }
  }
  std::ranges::stable_sort(own, {}, &ledger::stored_session::last_used);
  for (std::size_t i = 0; i + max_of_user <= own.size(); ++i) gone.push_back(own[i]->sha256);
  return gone;
}

void sessions::erase(const digest& sha256) {
  by_hash_.erase(sha256);
  used_.erase(sha256);
}

void sessions::mark_used(const digest& sha256, utc_ms now) {
  auto found = by_hash_.find(sha256);
  const utc_ms minute = std::chrono::floor<std::chrono::minutes>(now);
  if (found == by_hash_.end() || found->second.last_used >= minute) return;
  found->second.last_used = minute;
  used_[sha256] = minute;
}

std::vector<std::pair<digest, utc_ms>> sessions::take_used() {
  std::vector<std::pair<digest, utc_ms>> all(used_.begin(), used_.end());
  used_.clear();
  return all;
}

}  // namespace bangtin::scheduler::auth
