// The only source of the current time. Only mains and adapters hold a clock; all other code takes the time as
// an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace bangtin {

using std::chrono::milliseconds;

// Wall-clock time in UTC, as the kernel believes it.
using utc_ms = std::chrono::sys_time<milliseconds>;

// The time as files, JSON and HTTP have it: milliseconds since 1970-01-01 UTC.
constexpr std::int64_t to_unix_ms(utc_ms t) {
  return t.time_since_epoch().count();
}
constexpr utc_ms from_unix_ms(std::int64_t ms) {
  return utc_ms(milliseconds(ms));
}

// How far the wall clock can be believed.
enum class clock_trust {
  synced,     // the kernel says that NTP or a similar service disciplines it
  estimated,  // the kernel does not say so, but a time that the daemon signed in this boot agreed with it
  unsynced    // nothing confirms it
};
std::string_view to_string(clock_trust t);

// One reading of both clocks at the same moment.
struct time_reading {
  utc_ms utc{};
  milliseconds mono{};  // since this machine's boot; counts through suspend (CLOCK_BOOTTIME), never steps
  clock_trust trust = clock_trust::unsynced;
};

class clock_source {
 public:
  virtual ~clock_source() = default;
  // Thread-safe.
  virtual time_reading now() const = 0;
};

// The kernel's clocks; `synced` as adjtimex(2) reports it.
class system_clock_source final : public clock_source {
 public:
  time_reading now() const override;
};

// This boot's id without dashes: $BANGTIN_BOOT_ID (the player's unit hides /proc/sys and sets it), else the
// kernel's. Monotonic readings can be compared only within one boot.
std::string boot_id();

// 2026-10-10T07:00:00.000Z, RFC 3339 in UTC, for logs.
std::string to_rfc3339_utc(utc_ms t);

}  // namespace bangtin
