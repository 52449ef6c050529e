#include "scheduler/events/reported_numbers.hpp"

#include <algorithm>

namespace bangtin::scheduler::events {

namespace {

std::int64_t highest(const std::map<std::string, std::int64_t>& all, std::int64_t max) {
  std::int64_t found = 0;
  for (const auto& [screen, number] : all) {
    if (number <= max) found = std::max(found, number);
  }
  return found;
}

}  // namespace

void reported_numbers::start(std::int64_t version, std::optional<utc_ms> issued) {
  first_version_ = version;
  issued_ = issued;
}

std::int64_t reported_numbers::max_version(utc_ms now) const {
  const std::int64_t days =
      issued_ ? std::max<std::int64_t>(0, std::chrono::floor<std::chrono::days>(now - *issued_).count()) : 0;
  return first_version_ + max_version_jump + days * more_versions_a_day;
}

std::int64_t reported_numbers::version(utc_ms now) const {
  return highest(versions_, max_version(now));
}

std::int64_t reported_numbers::notice(utc_ms now) const {
  return highest(notices_, to_unix_ms(now + max_notice_skew));
}

std::vector<reported_numbers::disbelieved> reported_numbers::not_believed(utc_ms now) const {
  std::vector<disbelieved> all;
  for (const auto& [screen, number] : versions_) {
    if (number > max_version(now)) all.push_back({screen, number, false});
  }
  for (const auto& [screen, number] : notices_) {
    if (number > to_unix_ms(now + max_notice_skew)) all.push_back({screen, number, true});
  }
  return all;
}

}  // namespace bangtin::scheduler::events
