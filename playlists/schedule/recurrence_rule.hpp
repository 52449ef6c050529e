// The days on which a rule of RFC 5545 occurs.
//
// `occurs_on` tests a day directly, without walking from the rule's start, so it costs the same for a rule
// that is fifty years old and for one that never occurs. Only COUNT has to count, from the start to the
// tested day.
//
// Where the RFC leaves a choice:
// - The start is an occurrence only if the rule says so, and COUNT begins with the first occurrence.
// - BYSETPOS selects among all days of its period, including those before the start.
// - With BYWEEKNO a year consists of whole weeks. Week 1 is the first with at least four days in the year, so
//   a few days of December or January belong to the neighbouring year. INTERVAL counts from the year to which
//   the start belongs in this calendar if the start is an occurrence, else from its calendar year.
#pragma once

#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::playlists::schedule {

// Immutable and thread-safe.
class recurrence_rule {
 public:
  // `start` is the RFC's DTSTART: nothing occurs before it, and intervals count from it. It also fills in
  // what the rule leaves open: the weekday of FREQ=WEEKLY alone, the day of FREQ=MONTHLY alone. `site`
  // converts an UNTIL in UTC into a date.
  recurrence_rule(const rule_parts& parts, programme::local_day start, const calendar& site);

  // Constant time (BYSETPOS looks at a year's days at most); with COUNT, up to the number of days since the
  // start.
  bool occurs_on(programme::local_day d) const;

 private:
  struct period {
    programme::local_day first, end;  // half-open
    std::int64_t number;              // consecutive
  };
  period period_of(programme::local_day d) const;
  programme::local_day week_of(programme::local_day d) const;  // the first day of its week
  programme::local_day first_week(std::chrono::year y) const;

  bool is_named(programme::local_day d) const;
  bool is_named_weekday(programme::local_day d) const;
  bool is_in_named_week(programme::local_day d) const;
  bool is_chosen(const period& p, programme::local_day d) const;
  bool is_counted(programme::local_day d) const;
  void fill_from_start();

  // Which parts name days, after the start has filled in the rest.
  struct naming {
    bool months = false, month_days = false, year_days = false, weeks = false, weekdays = false,
         positions = false;
    bool needs_date() const { return months || month_days || year_days; }
  };

  rule_parts parts_;
  naming by_;
  programme::local_day start_;
  programme::local_day last_;  // the last day on which it may occur
  std::int64_t start_period_ = 0;
};

}  // namespace bangtin::playlists::schedule
