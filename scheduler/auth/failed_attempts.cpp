// The generic cell rate algorithm: one time per key says how far its failures are ahead of what is allowed.
#include "scheduler/auth/failed_attempts.hpp"

#include <algorithm>

namespace bangtin::scheduler::auth {

milliseconds failed_attempts::fail(const std::string& key, milliseconds mono) {
  auto known = clear_at_.find(key);
  if (known == clear_at_.end()) {
    if (clear_at_.size() >= limits_.max_keys) make_room(mono);
    known = clear_at_.emplace(key, mono).first;
  }
  const milliseconds free = limits_.each * limits_.burst;
  milliseconds& clear = known->second;
  clear = std::min(std::max(clear, mono) + limits_.each, mono + free + limits_.longest);
  return std::max(milliseconds(0), clear - free - mono);
}

milliseconds failed_attempts::wait(const std::string& key, milliseconds mono) const {
  auto known = clear_at_.find(key);
  if (known == clear_at_.end()) return milliseconds(0);
  return std::max(milliseconds(0), known->second + limits_.each - limits_.each * limits_.burst - mono);
}

void failed_attempts::make_room(milliseconds mono) {
  std::erase_if(clear_at_, [&](const auto& k) { return k.second <= mono; });
  if (clear_at_.size() < limits_.max_keys) return;
  clear_at_.erase(std::min_element(clear_at_.begin(), clear_at_.end(),
                                   [](const auto& a, const auto& b) { return a.second < b.second; }));
}

}  // namespace bangtin::scheduler::auth
