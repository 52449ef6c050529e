// The Vietnamese lunar calendar: between a day and its lunar date.
//
// A month begins on the day of the new moon, as UTC+7 counts days. The month that holds the winter solstice
// is the eleventh; where thirteen months lie between two such, the first of them without a major solar term
// is a leap month and has the number of the month before it. This rule is applied to all years alike. Before
// 1968 the almanacs of the time did otherwise (Hanoi turned to UTC+7 with that year, Saigon counted UTC+8
// until 1975), and the Chinese calendar, which counts days at UTC+8, differs in some years: 1985, 2007, 2030.
//
// Integers only: a table says it, and tests/playlists/schedule/lunar_sky.hpp says how the table was made.
#pragma once

#include <optional>

#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::schedule {

struct lunar_date {
  int year = 0;   // that of the Gregorian year in which it begins
  int month = 1;  // 1 to 12
  bool leap = false;
  int day = 1;          // 1 to 30
  int month_days = 30;  // 29 or 30: how long this month is
  bool operator==(const lunar_date&) const = default;
};

// The lunar date of a day from 1900-01-01 to 2100-12-31; nothing for any other.
std::optional<lunar_date> to_lunar(programme::local_day d);

// The inverse. Nothing for a day outside these years, and for a date that does not exist: no leap month of
// that number in that year, or a month of 29 days. `month_days` is not looked at.
std::optional<programme::local_day> from_lunar(const lunar_date& date);

// Whether a lunar date is within a stretch of the lunar year, both ends included; from a later date to an
// earlier one it passes New Year. The days of a lunar year are in the order of month, ordinary month before
// leap month, day; both ends mean the ordinary month. So a stretch that ends in a month does not come again
// in the leap month that follows, and one that goes on beyond that month runs through it. Day 30 of a month
// that has 29 days is its last day.
bool is_within(const lunar_date& date, int from_month, int from_day, int to_month, int to_day);

}  // namespace bangtin::playlists::schedule
