#include "base/clock.hpp"

#include <fmt/format.h>
#include <sys/timex.h>
#include <time.h>

#include <algorithm>

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
  result<std::string> text = read_file("/proc/sys/kernel/random/boot_id", 64);
  std::string id = text ? *text : std::string(32, '0');
  std::erase_if(id, [](char c) { return c == '-' || c == '\n'; });
  return id;
}

std::string to_rfc3339_utc(utc_ms t) {
  auto day = std::chrono::floor<std::chrono::days>(t);
  std::chrono::year_month_day date{day};
  std::chrono::hh_mm_ss time{t - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace bangtin
