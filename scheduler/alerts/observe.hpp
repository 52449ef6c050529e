// What is wrong with the screens at this moment, from their last reports and the published programme. Pure:
// the timeline is computed for screens that report the slate. Any thread may call this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"
#include "scheduler/alerts/alert_values.hpp"
#include "scheduler/ledger/screen_ledger.hpp"

namespace bangtin::scheduler::alerts {

struct watched_screen {
  std::string name;
  utc_ms paired{};
  std::optional<ledger::screen_report> report;
};

struct watched_site {
  std::int64_t version = 0;  // of the published programme; 0: none
  // That programme; before the first one, one without screens that has the site's time zone.
  const playlists::programme::programme* programme = nullptr;
  std::vector<watched_screen> screens;  // that are paired
  std::optional<error> storage;         // why the daemon can store nothing
};

constexpr milliseconds silent_after = std::chrono::minutes(5);  // a screen reports once a minute
// Somebody brings the stick of a screen without a network about once a month.
constexpr milliseconds carried_silent_after = std::chrono::hours(35 * 24);
constexpr std::int64_t default_hot_c = 80;  // processors slow down not far above
constexpr std::int64_t little_disk_bytes = 500'000'000;

// One observation for each kind of each screen, and the daemon's own.
std::vector<observation> observe(utc_ms now, const watched_site& site, std::int64_t hot_c = default_hot_c);

}  // namespace bangtin::scheduler::alerts
