#include "scheduler/http/request_rates.hpp"

#include <algorithm>

namespace bangtin::scheduler::http {

milliseconds request_rates::ask(const std::string& sender, milliseconds now) {
  using std::chrono::microseconds;
  if (most_.per_s <= 0) return milliseconds(0);
  const microseconds each(1'000'000 / most_.per_s);
  auto found = by_sender_.find(sender);
  if (found == by_sender_.end()) {
    if (by_sender_.size() >= max_senders) {
      by_sender_.erase(recent_.front());
      recent_.pop_front();
    }
    found = by_sender_.emplace(sender, allowance{now, recent_.insert(recent_.end(), sender)}).first;
  } else {
    recent_.splice(recent_.end(), recent_, found->second.recent);
  }
  microseconds& used_until = found->second.used_until;
  const microseconds after = std::max<microseconds>(used_until, now) + each;
  const microseconds over = after - now - each * std::max(most_.burst, 1);
  if (over > microseconds(0)) return std::chrono::ceil<milliseconds>(over);
  used_until = after;
  return milliseconds(0);
}

}  // namespace bangtin::scheduler::http
