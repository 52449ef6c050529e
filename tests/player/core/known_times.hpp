// What the tests of time_belief share: a noon, and readings, approvals and answers around it.
#pragma once

#include <string>

#include "player/core/time_belief.hpp"

namespace bangtin::player::core::known_times {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using verdict = time_belief::verdict;

inline constexpr utc_ms noon = std::chrono::sys_days(std::chrono::year(2026) / 10 / 10) + hours(12);
inline constexpr milliseconds booted{60'000};

inline time_reading kernel_at(utc_ms utc, milliseconds mono = booted,
                              clock_trust trust = clock_trust::unsynced) {
  return {utc, mono, trust};
}
inline programme_facts approved_at(utc_ms issued, milliseconds validity = days(30), char name = 'p') {
  programme_facts p;
  p.programme = sha256(std::string(1, name));
  p.issued = issued;
  p.expires = issued + validity;
  return p;
}
inline daemon_answer says(utc_ms utc, milliseconds mono = booted, bool synced = true,
                          milliseconds trip = {}) {
  return {utc, synced, mono - trip, mono};
}
inline sourced_time persisted(utc_ms utc, time_source source = time_source::synced) {
  return {{utc, booted}, source, {}};
}

inline bool is_same(const time_reading& a, const time_reading& b) {
  return a.utc == b.utc && a.mono == b.mono && a.trust == b.trust;
}

}  // namespace bangtin::player::core::known_times
