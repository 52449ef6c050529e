// Tests the lunar calendar against the sky and against published dates.
#include "playlists/schedule/lunar.hpp"

#include <gtest/gtest.h>

#include "playlists/schedule/lunar_sky.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {

// GoogleTest finds this function when it prints a difference.
[[maybe_unused]] void PrintTo(const schedule::lunar_date& d, std::ostream* out) {
  *out << d.year << '-' << d.month << (d.leap ? "L-" : "-") << d.day << " of " << d.month_days;
}

namespace {

using std::chrono::days;

std::string civil(programme::local_day d) {
  std::chrono::year_month_day ymd(d);
  return programme::format_date({static_cast<int>(ymd.year()),
                                 static_cast<int>(static_cast<unsigned>(ymd.month())),
                                 static_cast<int>(static_cast<unsigned>(ymd.day()))});
}

// A day of any year; `day` accepts only the years of programmes.
programme::local_day any_day(const std::string& date) {
  return programme::local_day(std::chrono::year(std::stoi(date.substr(0, 4))) / std::stoi(date.substr(5, 2)) /
                              std::stoi(date.substr(8)));
}

TEST(the_table_of_lunar_years, is_what_the_sky_says) {
  for (int year = 1900; year <= 2099; ++year) {
    for (const sky_month& m : lunar_year(year)) {
      for (int day : {1, m.days}) {
        const schedule::lunar_date expected{year, m.month, m.leap, day, m.days};
        ASSERT_EQ(schedule::to_lunar(m.first + days(day - 1)), expected) << civil(m.first);
      }
    }
  }
}

// New Year's days of Vietnam: past ones since the calendar uses UTC+7, and future ones.
const std::vector<std::string> published_new_years{
    "1968-01-29", "1969-02-16", "1970-02-06", "1971-01-27", "1972-02-15", "1973-02-03", "1974-01-23",
    "1975-02-11", "1976-01-31", "1977-02-18", "1978-02-07", "1979-01-28", "1980-02-16", "1981-02-05",
    "1982-01-25", "1983-02-13", "1984-02-02", "1985-01-21", "1986-02-09", "1987-01-29", "1988-02-17",
    "1989-02-06", "1990-01-27", "1991-02-15", "1992-02-04", "1993-01-23", "1994-02-10", "1995-01-31",
    "1996-02-19", "1997-02-07", "1998-01-28", "1999-02-16", "2000-02-05", "2001-01-24", "2002-02-12",
    "2003-02-01", "2004-01-22", "2005-02-09", "2006-01-29", "2007-02-17", "2008-02-07", "2009-01-26",
    "2010-02-14", "2011-02-03", "2012-01-23", "2013-02-10", "2014-01-31", "2015-02-19", "2016-02-08",
    "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22",
    "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
    "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28", "2053-02-18"};

TEST(new_years_day, is_as_published) {
  for (const std::string& date : published_new_years) {
    auto lunar = schedule::to_lunar(any_day(date));
    ASSERT_TRUE(lunar) << date;
    EXPECT_EQ(lunar->year, std::stoi(date.substr(0, 4))) << date;
    EXPECT_TRUE(lunar->month == 1 && lunar->day == 1 && !lunar->leap) << date;
    EXPECT_EQ(schedule::from_lunar({lunar->year, 1, false, 1}), any_day(date));
  }
}

// In China, which uses UTC+8, these years began on another day.
TEST(new_years_day, differs_from_the_chinese_one_in_some_years) {
  for (const char* chinese :
       {"1968-01-30", "1969-02-17", "1985-02-20", "2007-02-18", "2030-02-03", "2053-02-19"}) {
    auto lunar = schedule::to_lunar(any_day(chinese));
    EXPECT_FALSE(lunar->month == 1 && lunar->day == 1) << chinese;
  }
}

TEST(leap_months, are_as_published) {
  // Year and month; all other years from the first to the last have no leap month. China had 10/1984 and
  // 6/1987.
  const std::vector<std::pair<int, int>> published{
      {1971, 5}, {1974, 4}, {1976, 8}, {1979, 6}, {1982, 4}, {1985, 2},  {1987, 7}, {1990, 5}, {1993, 3},
      {1995, 8}, {1998, 5}, {2001, 4}, {2004, 2}, {2006, 7}, {2009, 5},  {2012, 4}, {2014, 9}, {2017, 6},
      {2020, 4}, {2023, 2}, {2025, 6}, {2028, 5}, {2031, 3}, {2033, 11}, {2036, 6}};
  std::vector<std::pair<int, int>> found;
  for (int year = 1971; year <= 2036; ++year) {
    for (int month = 1; month <= 12; ++month) {
      if (schedule::from_lunar({year, month, true, 1})) found.emplace_back(year, month);
    }
  }
  EXPECT_EQ(found, published);
}

TEST(lunar_dates, of_known_feasts_are_as_published) {
  struct feast {
    std::string date;
    int year, month, day;
  };
  const std::vector<feast> feasts{{"2023-04-29", 2023, 3, 10}, {"2024-04-18", 2024, 3, 10},
                                  {"2025-04-07", 2025, 3, 10}, {"2026-04-26", 2026, 3, 10},  // the Hung kings
                                  {"2023-09-29", 2023, 8, 15}, {"2024-09-17", 2024, 8, 15},
                                  {"2025-10-06", 2025, 8, 15}, {"2026-09-25", 2026, 8, 15},  // mid-autumn
                                  {"2025-05-12", 2025, 4, 15}, {"2025-05-31", 2025, 5, 5},
                                  {"2025-09-06", 2025, 7, 15}, {"2025-01-22", 2024, 12, 23},
                                  {"2026-02-10", 2025, 12, 23}};
  for (const feast& f : feasts) {
    EXPECT_EQ(schedule::from_lunar({f.year, f.month, false, f.day}), day(f.date)) << f.date;
    EXPECT_EQ(schedule::to_lunar(day(f.date))->day, f.day);
  }
}

TEST(the_last_month, has_no_thirtieth_from_2024_to_2031) {
  for (int year = 2023; year <= 2032; ++year) {
    EXPECT_EQ(schedule::from_lunar({year, 12, false, 30}).has_value(), year == 2023 || year == 2032) << year;
  }
}

TEST(every_day_of_two_centuries, has_one_lunar_date_that_follows_the_one_before) {
  const programme::local_day first = any_day("1900-01-01"), end = day("2101-01-01");
  EXPECT_FALSE(schedule::to_lunar(first - days(1)));
  EXPECT_FALSE(schedule::to_lunar(end));
  EXPECT_FALSE(schedule::to_lunar(day("9999-12-31")));
  EXPECT_FALSE(schedule::to_lunar(programme::local_day::min()));
  std::optional<schedule::lunar_date> before;
  for (programme::local_day d = first; d < end; d += days(1)) {
    auto date = schedule::to_lunar(d);
    ASSERT_TRUE(date) << civil(d);
    ASSERT_EQ(schedule::from_lunar(*date), d) << civil(d);
    if (before && date->day == 1) {
      ASSERT_EQ(before->day, before->month_days) << civil(d);
      ASSERT_TRUE(date->month == before->month % 12 + 1 || (date->leap && date->month == before->month));
      ASSERT_EQ(date->year - before->year, date->month < before->month ? 1 : 0);
    } else if (before) {
      ASSERT_EQ(date->day, before->day + 1) << civil(d);
    }
    before = date;
  }
}

TEST(lunar_dates_that_do_not_exist, are_nothing) {
  const std::vector<schedule::lunar_date> wrong{
      {1898, 1, false, 1}, {2101, 1, false, 1},   {2025, 5, true, 1},  {2025, 12, false, 30},
      {2025, 1, false, 0}, {2025, 1, false, 31},  {2025, 0, false, 1}, {2025, 13, false, 1},
      {1899, 1, false, 1}, {2100, 12, false, 29}, {-5, 1, false, 1},   {1 << 30, 1, false, 1}};
  for (const schedule::lunar_date& d : wrong)
    EXPECT_FALSE(schedule::from_lunar(d)) << d.year << '-' << d.month << '-' << d.day;
}

}  // namespace
}  // namespace bangtin::playlists::testing
