// Parses a rule of RFC 5545, section 3.3.10, into values. A campaign's `rrule` says in this form on which
// days it runs. Pure.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::schedule {

enum class frequency { daily, weekly, monthly, yearly };

// Numbers counted from the beginning (1 is the first) and from the end (1 is the last).
struct ordinals {
  std::bitset<367> forward, backward;
  bool any() const { return forward.any() || backward.any(); }
  // Whether the set contains the n-th of `of` elements.
  bool holds(std::int64_t n, std::int64_t of) const { return has(forward, n) || has(backward, of - n + 1); }

 private:
  static bool has(const std::bitset<367>& set, std::int64_t n) {
    return n < 367 && set[static_cast<std::size_t>(n)];
  }
};

// UNTIL: a date, or an instant in UTC whose date in the site's zone counts. The last day is included.
struct rule_end {
  programme::local_day date{};
  std::optional<utc_ms> instant;
};

// The contents of a rule; an empty set means that the rule does not have the part. Weekdays count from
// Monday, 0.
struct rule_parts {
  frequency every = frequency::daily;
  std::int64_t interval = 1;  // 1 to max_number
  std::int64_t count = 0;     // 1 to max_number; 0: without end
  std::optional<rule_end> until;
  unsigned week_start = 0;
  std::bitset<13> months;            // 1 to 12
  ordinals month_days;               // 1 to 31
  ordinals year_days;                // 1 to 366
  ordinals weeks;                    // 1 to 53
  std::bitset<7> weekdays;           // BYDAY without a number
  std::array<ordinals, 7> nth_days;  // BYDAY with one, 1 to 53, by weekday
  ordinals positions;                // BYSETPOS, 1 to 366
  bool numbered = false;             // whether any of nth_days is set

  bool has_weekdays() const { return numbered || weekdays.any(); }
};

constexpr std::int64_t max_number = 2'147'483'647;  // of INTERVAL and COUNT
constexpr std::size_t max_rule_bytes = 4096;

// Parses a rule. Case does not matter; a leading "RRULE:" is skipped; parts may come in any order.
// errc::invalid for anything that the RFC forbids or does not know, and for a rule without content;
// errc::unsupported for anything finer than a day (FREQ=HOURLY and finer, BYHOUR, BYMINUTE, BYSECOND) and for
// other calendars (RSCALE, SKIP); errc::limit for more than 4096 bytes. The error's what and remedy name the
// part.
result<rule_parts> parse_rule(std::string_view text);

}  // namespace bangtin::playlists::schedule
