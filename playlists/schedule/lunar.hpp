// The Vietnamese lunar calendar: converts between a day and its lunar date. Pure and thread-safe.
//
// A month begins on the day of the new moon in UTC+7. The month that contains the winter solstice is the
// eleventh. If thirteen months lie between two solstice months, the first of them without a major solar term
// is a leap month and gets the number of the month before it. This rule applies to all years alike. Before
// 1968 the almanacs of the time differed (Hanoi changed to UTC+7 in that year, Saigon used UTC+8 until 1975).
// The Chinese calendar, which uses UTC+8, differs in some years: 1985, 2007, 2030.
//
// Integers only: the dates come from a table; tests/playlists/schedule/lunar_sky.hpp describes how the table
// was made.
#pragma once

#include <optional>

#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::schedule {

struct lunar_date {
  int year = 0;   // the Gregorian year in which the lunar year begins
  int month = 1;  // 1 to 12
  bool leap = false;
  int day = 1;          // 1 to 30
  int month_days = 30;  // 29 or 30: the length of this month
  bool operator==(const lunar_date&) const = default;
};

// The lunar date of a day from 1900-01-01 to 2100-12-31; nothing for any other day.
std::optional<lunar_date> to_lunar(programme::local_day d);

// The inverse. Nothing for a day outside these years and for a date that does not exist: a leap month that
// the year does not have, or day 30 of a month with 29 days. `month_days` is ignored.
std::optional<programme::local_day> from_lunar(const lunar_date& date);

// Whether a lunar date lies in a range of the lunar year, both ends included; a range from a later date to an
// earlier one crosses New Year. The days of a lunar year are ordered by month, ordinary month before leap
// month, then day; both ends mean the ordinary month. So a range that ends in a month does not repeat in the
// following leap month, and a range that goes beyond the month covers its leap month. Day 30 of a month that
// has 29 days means its last day.
bool is_within(const lunar_date& date, int from_month, int from_day, int to_month, int to_day);

}  // namespace bangtin::playlists::schedule
