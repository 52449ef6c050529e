// The Vietnamese calendar computed from astronomy: the positions of the sun and the moon, and the calendar's
// rules. It uses floating point and is slow, so the timeline does not use it. print_lunar_table.cpp used it
// to print the table of playlists/schedule/lunar.cpp, and lunar_test.cpp compares the two.
//
// Sources. New moons: Jean Meeus, Astronomical Algorithms, 2nd edition, chapter 49, with all its corrections
// (a few seconds). The sun's apparent longitude: chapter 25 with the largest terms of VSOP87 (as also
// tabulated in Reda and Andreas, Solar Position Algorithm, NREL/TP-560-34302), nutation and aberration (about
// one second of arc, 25 seconds of time). Difference between dynamical and universal time: the polynomials of
// Espenak and Meeus (NASA).
#pragma once

#include <vector>

#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

// Minutes of universal time since 1970-01-01.
using sky_minutes = double;

// The new moon of lunation k; number 0 is that of 2000-01-06.
sky_minutes new_moon(int k);
// The time nearest to `near` at which the sun's apparent longitude is `degrees`.
sky_minutes sun_reaches(double degrees, sky_minutes near);

// The day of an instant in UTC+7.
programme::local_day vietnam_day(sky_minutes t);

// One month of a lunar year.
struct sky_month {
  int month = 0;  // 1 to 12
  bool leap = false;
  programme::local_day first{};
  int days = 0;
};

// The months of the lunar year that begins in Gregorian year `year`, from the first of the first month. The
// month that contains the winter solstice is the eleventh. If thirteen months lie between two solstice
// months, the first of them without a major solar term is a leap month and gets the number of the previous
// one.
std::vector<sky_month> lunar_year(int year);

}  // namespace bangtin::playlists::testing
