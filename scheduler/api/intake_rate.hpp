// How fast one screen may send play records. Each screen has an allowance that fills up again steadily; a
// screen that has used its allowance is told how long to wait, and is never refused for good, because a log
// is sent in order. Pure; not thread-safe. Times are readings of one monotonic clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace bangtin::scheduler::api {

// More than a screen can write in a day: a START and an END each second are 172,800.
constexpr std::int64_t max_records_per_hour = 200'000;

class intake_rate {
 public:
  // A screen may send `per_hour` records at once, and as many in each hour after that. At least 1.
  explicit intake_rate(std::int64_t per_hour = max_records_per_hour) : per_hour_(per_hour) {}

  // Takes `records` from the screen's allowance and returns 0; or takes nothing and returns how long the
  // screen has to wait until it may send them, 1 s to 1 h. More records than the whole allowance count as the
  // whole.
  std::chrono::seconds charge(std::string_view screen, std::int64_t records, milliseconds now);
  // Forgets a screen that is gone.
  void erase(std::string_view screen);

 private:
  struct used {
    std::int64_t records_ms = 0;  // records used, times the milliseconds of an hour
    milliseconds at{};
  };

  std::int64_t per_hour_;
  std::map<std::string, used, std::less<>> screens_;
};

}  // namespace bangtin::scheduler::api
