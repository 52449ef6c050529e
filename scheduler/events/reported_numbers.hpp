// The highest numbers that screens say they hold, above which a daemon goes on that was restored from an
// older copy: screens take nothing that is not above what they have.
//
// A dishonest screen must not use the numbers up. So a version is believed as far as a screen would follow
// (docs/security.md, "fast-forward"): 1,000 above the version with which this daemon started, and 100 more
// for each day since that was issued. A notice's number is its time, so it is believed up to ten minutes
// ahead. Whatever is higher is not believed, and told.
//
// Not thread-safe; use only on the network's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace bangtin::scheduler::events {

class reported_numbers {
 public:
  static constexpr std::int64_t max_version_jump = 1000, more_versions_a_day = 100;
  static constexpr std::chrono::minutes max_notice_skew{10};

  // What the daemon has at its start; version 0 and no time: nothing was published.
  void start(std::int64_t version, std::optional<utc_ms> issued);

  void heard_version(const std::string& screen, std::int64_t version) { versions_[screen] = version; }
  void heard_notice(const std::string& screen, std::int64_t number) { notices_[screen] = number; }

  // The highest that is believed; 0: none was reported.
  std::int64_t version(utc_ms now) const;
  std::int64_t notice(utc_ms now) const;

  struct disbelieved {
    std::string screen;
    std::int64_t number = 0;
    bool is_notice = false;
  };
  std::vector<disbelieved> not_believed(utc_ms now) const;

 private:
  std::int64_t max_version(utc_ms now) const;

  std::int64_t first_version_ = 0;
  std::optional<utc_ms> issued_;
  std::map<std::string, std::int64_t> versions_, notices_;
};

}  // namespace bangtin::scheduler::events
