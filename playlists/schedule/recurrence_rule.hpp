// The days on which a rule of RFC 5545 falls.
//
// A day is asked about directly, without walking to it from the rule's start, so that an answer takes the
// same time for a rule that is fifty years old, and no time at all to find that a rule never occurs. Only
// COUNT has to count, from the start up to the day that is asked about.
//
// Where the RFC leaves room:
// - The start is not an occurrence unless the rule says so, and COUNT begins with the first occurrence.
// - BYSETPOS chooses among all days of its period, those before the start too.
// - With BYWEEKNO a year is made of whole weeks: its week 1 is the first with at least four days in it, so a
//   few days of December or January belong to the neighbouring year. INTERVAL counts from the year that the
//   calendar gives to the start.
#pragma once

#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::playlists::schedule {

// Unchanging; any thread.
class recurrence_rule {
 public:
  // `start` is the RFC's DTSTART: nothing occurs before it, intervals count from it, and what the rule leaves
  // open (the weekday of FREQ=WEEKLY alone, the day of FREQ=MONTHLY alone) is as it is there. The site's zone
  // is asked for the date of an UNTIL in UTC.
  recurrence_rule(const rule_parts& parts, programme::local_day start, const calendar& site);

  // Constant time (for BYSETPOS at most a year's days are looked at); with COUNT at worst the days since the
  // start.
  bool occurs_on(programme::local_day d) const;

 private:
  struct period {
    programme::local_day first, end;  // half-open
    std::int64_t number;              // consecutive
  };
  period period_of(programme::local_day d) const;
  programme::local_day week_of(programme::local_day d) const;  // its first day
  programme::local_day first_week(std::chrono::year y) const;

  bool is_named(programme::local_day d) const;
  bool is_named_weekday(programme::local_day d) const;
  bool is_in_named_week(programme::local_day d) const;
  bool is_chosen(const period& p, programme::local_day d) const;
  bool is_counted(programme::local_day d) const;
  void fill_from_start();

  // Which parts name days, after what the start fills in.
  struct naming {
    bool months = false, month_days = false, year_days = false, weeks = false, weekdays = false,
         positions = false;
    bool needs_date() const { return months || month_days || year_days; }
  };

  rule_parts parts_;
  naming by_;
  programme::local_day start_;
  programme::local_day last_;  // nothing occurs after it
  std::int64_t start_period_ = 0;
};

}  // namespace bangtin::playlists::schedule
