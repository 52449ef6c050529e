// Wall time from CLOCK_REALTIME, monotonic time from CLOCK_BOOTTIME, and trust from adjtimex(2).
#include "base/clock.hpp"

#include <fmt/chrono.h>
#include <sys/timex.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>

#include "base/files.hpp"

namespace bangtin {

namespace {
milliseconds read(clockid_t id) {
  timespec t{};
  ::clock_gettime(id, &t);
  return milliseconds(t.tv_sec * 1000LL + t.tv_nsec / 1'000'000);
}
}  // namespace

std::string_view to_string(clock_trust t) {
  switch (t) {
    case clock_trust::synced:
      return "synced";
    case clock_trust::estimated:
      return "estimated";
    case clock_trust::unsynced:
      break;
  }
  return "unsynced";
}

time_reading system_clock_source::now() const {
  timex state{};
  int status = ::adjtimex(&state);
  bool synced = status != -1 && status != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  return {utc_ms(read(CLOCK_REALTIME)), read(CLOCK_BOOTTIME),
          synced ? clock_trust::synced : clock_trust::unsynced};
}

std::string boot_id() {
  const char* named = std::getenv("BANGTIN_BOOT_ID");
  std::string id = named != nullptr ? named : "";
  if (id.empty()) {
    result<std::string> text = read_file("/proc/sys/kernel/random/boot_id", 64);
    id = text ? *text : std::string(32, '0');
  }
  std::erase_if(id, [](char c) { return c == '-' || c == '\n'; });
  return id;
}

std::string to_rfc3339_utc(utc_ms t) {
  auto second = std::chrono::floor<std::chrono::seconds>(t);
  return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(second.time_since_epoch().count()), (t - second).count());
}

}  // namespace bangtin
