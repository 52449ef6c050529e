// One record costs as many units as an hour has milliseconds; in each millisecond a screen gets back
// `per_hour` units. So everything is a whole number.
#include "scheduler/api/intake_rate.hpp"

#include <algorithm>

namespace bangtin::scheduler::api {

namespace {
constexpr std::int64_t hour_ms = 3'600'000;
}

std::chrono::seconds intake_rate::charge(std::string_view screen, std::int64_t records, milliseconds now) {
  auto found = screens_.find(screen);
  if (found == screens_.end()) found = screens_.emplace(std::string(screen), used{0, now}).first;
  used& u = found->second;
  const std::int64_t passed = std::clamp<std::int64_t>((now - u.at).count(), 0, hour_ms);
  u.records_ms = std::max<std::int64_t>(0, u.records_ms - passed * per_hour_);
  u.at = now;
  const std::int64_t all = per_hour_ * hour_ms;
  const std::int64_t cost = std::min(records, per_hour_) * hour_ms;
  const std::int64_t lacking = u.records_ms + cost - all;
  if (lacking <= 0) {
    u.records_ms += cost;
    return std::chrono::seconds(0);
  }
  const std::int64_t unit_per_s = per_hour_ * 1000;
  return std::chrono::seconds(std::clamp<std::int64_t>((lacking + unit_per_s - 1) / unit_per_s, 1, 3600));
}

void intake_rate::erase(std::string_view screen) {
  auto found = screens_.find(screen);
  if (found != screens_.end()) screens_.erase(found);
}

}  // namespace bangtin::scheduler::api
