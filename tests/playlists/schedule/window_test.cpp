// Dates, weekdays and hours as instants, also on days on which clocks change.
#include "playlists/schedule/window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

struct date_case {
  std::string campaign;  // keys that set its dates and hours
  std::string runs;      // dates separated by spaces
  std::string rests;
};

programme::programme with_campaign(const std::string& zone, const std::string& keys) {
  return from("timezone = '" + zone +
              "'\n[[screen]]\nname = 's'\n[[playlist]]\nname = 'p'\nitems = [{ media = 'a.png' }]\n"
              "[[campaign]]\nname = 'c'\nplaylist = 'p'\nscreens = ['s']\n" +
              keys);
}

void expect_days(const std::vector<date_case>& cases) {
  for (const date_case& c : cases) {
    SCOPED_TRACE(c.campaign);
    programme::programme p = with_campaign("Asia/Ho_Chi_Minh", c.campaign);
    const schedule::run_days prepared(p.campaigns[0], schedule::calendar(p.timezone));
    for (const std::string& d : split(c.runs, ' ')) EXPECT_TRUE(prepared.holds(day(d))) << d;
    if (c.rests.empty()) continue;
    for (const std::string& d : split(c.rests, ' ')) EXPECT_FALSE(prepared.holds(day(d))) << d;
  }
}

TEST(a_campaign, runs_on_the_days_its_dates_weekdays_and_exceptions_allow) {
  const std::vector<date_case> cases{
      {"", "1970-01-01 2026-10-10 9999-12-31", ""},
      {"from = '2026-10-01'", "2026-10-01 2027-01-01", "2026-09-30"},
      {"to = '2026-10-10'", "2026-10-10 1999-01-01", "2026-10-11"},
      {"from = '2026-10-01'\nto = '2026-10-10'", "2026-10-01 2026-10-10", "2026-09-30 2026-10-11 2027-10-05"},
      {"from = '10-01'\nto = '10-10'\nyearly = true", "2026-10-01 2027-10-10", "2026-09-30 2027-10-11"},
      {"from = '12-20'\nto = '01-05'\nyearly = true", "2026-12-20 2026-12-31 2027-01-01 2027-01-05",
       "2026-12-19 2027-01-06 2026-06-01"},
      {"from = '02-29'\nto = '02-29'\nyearly = true", "2028-02-29", "2027-02-28 2027-03-01"},
      {"from = '02-20'\nto = '02-29'\nyearly = true", "2027-02-28 2028-02-29", "2027-03-01"},
      {"from = '02-29'\nto = '03-02'\nyearly = true", "2027-03-01 2028-02-29", "2027-02-28"},
      {"days = 'mon-fri'", "2026-10-09 2026-10-12", "2026-10-10 2026-10-11"},
      {"days = 'fri-mon'", "2026-10-09 2026-10-10 2026-10-11 2026-10-12", "2026-10-08 2026-10-13"},
      {"days = 'sat,sun'\nexcept = ['2026-10-10', '2026-10-18']", "2026-10-11 2026-10-17",
       "2026-10-10 2026-10-18"},
  };
  expect_days(cases);
}

TEST(a_campaign, runs_on_lunar_dates) {
  const std::vector<date_case> cases{
      // From the day of the kitchen gods across New Year to the seventh: 2026 begins on 02-17, and the last
      // month before it has 29 days.
      {"from = '12-23'\nto = '01-07'\nlunar = true",
       "2026-02-10 2026-02-16 2026-02-17 2026-02-23 2027-01-30 2027-02-12",
       "2026-02-09 2026-02-24 2026-08-01 2027-01-29 2027-02-13"},
      {"from = '01-01'\nto = '01-03'\nlunar = true", "2007-02-17 2007-02-19 1985-01-21",
       "2007-02-16 2007-02-20 1985-02-20"},
      // 2025 has a leap sixth month: 06-10 is 2025-07-04 and, as a leap date, also 2025-08-03.
      {"from = '06-10'\nto = '06-20'\nlunar = true", "2025-07-04 2025-07-14 2026-07-23",
       "2025-07-03 2025-07-15 2025-08-03 2025-08-13"},
      {"from = '05-15'\nto = '07-15'\nlunar = true", "2025-06-10 2025-07-24 2025-07-25 2025-08-22 2025-09-06",
       "2025-06-09 2025-09-07"},
      {"from = '06-30'\nto = '07-01'\nlunar = true", "2025-07-24 2025-07-25 2025-08-22 2025-08-23",
       "2025-07-23"},
      // Day 30 means the last day of a month of 29 days: New Year's Eve, every year.
      {"from = '12-30'\nto = '12-30'\nlunar = true", "2024-02-09 2025-01-28 2026-02-16 2033-01-30",
       "2024-02-08 2025-01-27 2025-01-29 2026-02-15 2033-01-29"},
      {"from = '12-30'\nto = '01-02'\nlunar = true", "2025-01-28 2025-01-29 2025-01-30",
       "2025-01-27 2025-01-31"},
      {"from = '08-15'\nto = '08-15'\nlunar = true\nexcept = ['2026-09-25']\ndays = 'mon-fri'", "2025-10-06",
       "2026-09-25 2025-10-05 2029-09-22"},
      {"from = '01-01'\nto = '12-30'\nlunar = true", "1970-01-01 2025-08-03 2100-12-31",
       "2101-01-01 9999-12-31"},
  };
  expect_days(cases);
}

TEST(a_campaign, runs_on_the_days_of_its_rule) {
  const std::vector<date_case> cases{
      {"rrule = 'FREQ=MONTHLY;BYDAY=1MO'", "2026-10-05 2026-11-02 1970-01-05", "2026-10-06 2026-10-12"},
      {"rrule = 'RRULE:FREQ=WEEKLY;BYDAY=SA,SU'", "2026-10-10 2026-10-11", "2026-10-12"},
      // The rule starts where the campaign does.
      {"from = '2026-10-06'\nrrule = 'FREQ=WEEKLY;INTERVAL=2'", "2026-10-06 2026-10-20",
       "2026-09-22 2026-10-13 2026-10-07"},
      {"from = '2026-10-06'\nrrule = 'FREQ=DAILY;COUNT=3'", "2026-10-06 2026-10-08", "2026-10-05 2026-10-09"},
      // Otherwise on 1970-01-01, a Thursday.
      {"rrule = 'FREQ=DAILY;INTERVAL=2'", "1970-01-01 1970-01-03 2026-10-10", "1970-01-02 2026-10-11"},
      {"rrule = 'FREQ=WEEKLY'", "2026-10-08", "2026-10-09"},
      {"from = '10-01'\nto = '10-10'\nyearly = true\nrrule = 'FREQ=WEEKLY'", "2026-10-01 2026-10-08",
       "2026-10-02 2026-10-15"},
      {"to = '2026-10-10'\nrrule = 'FREQ=DAILY;UNTIL=20261005T170000Z'", "2026-10-06", "2026-10-07"},
      // All conditions must hold.
      {"from = '2026-10-01'\nto = '2026-10-31'\ndays = 'mon-fri'\nexcept = ['2026-10-15']\nrrule = "
       "'FREQ=MONTHLY;BYMONTHDAY=10,15,20,30'",
       "2026-10-20 2026-10-30", "2026-10-10 2026-10-15 2026-10-21 2026-11-20"},
      {"from = '01-01'\nto = '01-15'\nlunar = true\nrrule = 'FREQ=WEEKLY;BYDAY=MO'", "2026-02-23 2026-03-02",
       "2026-02-17 2026-02-24 2026-03-09"},
  };
  expect_days(cases);
}

TEST(what_keeps_a_campaign_from_a_day, is_the_first_of_its_conditions) {
  programme::programme p = with_campaign("Asia/Ho_Chi_Minh",
                                         "from = '2026-10-01'\nto = '2026-10-20'\ndays = 'mon-fri'\nexcept = "
                                         "['2026-10-05']\nrrule = 'FREQ=DAILY;INTERVAL=2'");
  const schedule::calendar site(p.timezone);
  const programme::campaign& c = p.campaigns[0];
  EXPECT_EQ(schedule::obstacle(site, c, day("2026-10-21")), schedule::day_obstacle::dates);
  EXPECT_EQ(schedule::obstacle(site, c, day("2026-10-05")), schedule::day_obstacle::exception);
  EXPECT_EQ(schedule::obstacle(site, c, day("2026-10-10")), schedule::day_obstacle::weekday);
  EXPECT_EQ(schedule::obstacle(site, c, day("2026-10-06")), schedule::day_obstacle::rule);
  EXPECT_EQ(schedule::obstacle(site, c, day("2026-10-07")), std::nullopt);
  EXPECT_TRUE(schedule::runs_on(site, c, day("2026-10-07")));
  EXPECT_FALSE(schedule::runs_on(site, c, day("2026-10-06")));
}

TEST(hours_over_midnight, belong_to_the_day_of_the_rule) {
  programme::programme p =
      with_campaign("Asia/Ho_Chi_Minh", "rrule = 'FREQ=WEEKLY;BYDAY=SA'\nhours = ['22:00-02:00']");
  EXPECT_EQ(lines(p, "2026-10-10", 2), (std::vector<std::string>{"00:00:00 22h slate", "22:00:00 10s c/0"}));
  EXPECT_EQ(lines(p, "2026-10-11", 1), (std::vector<std::string>{"00:00:00 10s c/0"}));
  EXPECT_EQ(lines(p, "2026-10-12"), (std::vector<std::string>{"00:00:00 24h slate"}));
}

struct hours_case {
  std::string name, zone, date, keys;
  std::vector<std::string> instants;  // in UTC: from, to, from, to...
};

const std::vector<hours_case> hours_cases{
    {"all day is midnight to midnight",
     "Asia/Ho_Chi_Minh",
     "2026-10-10",
     "",
     {"2026-10-09T17:00", "2026-10-10T17:00"}},
    {"windows that overlap are one",
     "Asia/Ho_Chi_Minh",
     "2026-10-10",
     "hours = ['09:00-10:00', '07:00-09:30', '12:00-13:00']",
     {"2026-10-10T00:00", "2026-10-10T03:00", "2026-10-10T05:00", "2026-10-10T06:00"}},
    {"a window over midnight shows its tail and its beginning",
     "Asia/Ho_Chi_Minh",
     "2026-10-10",
     "hours = ['22:00-02:00']",
     {"2026-10-09T17:00", "2026-10-09T19:00", "2026-10-10T15:00", "2026-10-10T17:00"}},
    {"equal ends are 24 hours",
     "Asia/Ho_Chi_Minh",
     "2026-10-10",
     "hours = ['08:00-08:00']\ndays = 'sat'",
     {"2026-10-10T01:00", "2026-10-10T17:00"}},
    {"a beginning in the hour that is left out is the instant after it",
     "Europe/Berlin",
     "2026-03-29",
     "hours = ['02:30-04:00']",
     {"2026-03-29T01:00", "2026-03-29T02:00"}},
    {"an end in that hour is the instant after it too",
     "Europe/Berlin",
     "2026-03-29",
     "hours = ['01:30-02:30']",
     {"2026-03-29T00:30", "2026-03-29T01:00"}},
    {"a window inside that hour is never", "Europe/Berlin", "2026-03-29", "hours = ['02:10-02:40']", {}},
    {"a beginning in the hour that comes twice is the first",
     "Europe/Berlin",
     "2026-10-25",
     "hours = ['02:30-04:00']",
     {"2026-10-25T00:30", "2026-10-25T03:00"}},
    {"an end in that hour is the second",
     "Europe/Berlin",
     "2026-10-25",
     "hours = ['01:30-02:30']",
     {"2026-10-24T23:30", "2026-10-25T01:30"}},
    {"a day begins after a midnight that is left out",
     "America/Sao_Paulo",
     "2018-11-04",
     "hours = ['00:00-02:00']",
     {"2018-11-04T03:00", "2018-11-04T04:00"}},
    {"a day ends at the first of two midnights",
     "America/Havana",
     "2026-10-31",
     "hours = ['23:00-24:00']",
     {"2026-11-01T03:00", "2026-11-01T04:00"}},
    {"an evening that comes twice across midnight still ends what began the day before it",
     "America/St_Johns",
     "2010-11-07",
     "hours = ['23:30-23:15']\ndays = 'fri'",
     {"2010-11-07T02:30", "2010-11-07T02:45"}},
    {"midnight written as 00:00 is the same",
     "America/Havana",
     "2026-10-31",
     "hours = ['23:00-00:00']",
     {"2026-11-01T03:00", "2026-11-01T04:00"}},
};

TEST(hours, are_wall_clock_hours) {
  for (const hours_case& c : hours_cases) {
    SCOPED_TRACE(c.name);
    programme::programme p = with_campaign(c.zone, c.keys);
    std::vector<programme::instant_range> found, plain;
    schedule::append_activity(schedule::calendar(c.zone).near(day(c.date)), p.campaigns[0], day(c.date),
                              found);
    schedule::append_activity(schedule::calendar(c.zone), p.campaigns[0], day(c.date), plain);
    std::vector<std::string> instants;
    for (const programme::instant_range& r : found) {
      instants.push_back(to_rfc3339_utc(r.from).substr(0, 16));
      instants.push_back(to_rfc3339_utc(r.to).substr(0, 16));
    }
    EXPECT_EQ(instants, c.instants);
    ASSERT_EQ(found.size(), plain.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].from, plain[i].from);
      EXPECT_EQ(found[i].to, plain[i].to);
    }
  }
}

TEST(a_local_day, is_as_long_as_the_clocks_make_it_and_days_follow_each_other) {
  struct day_case {
    std::string zone, date;
    int minutes;
  };
  const std::vector<day_case> cases{
      {"Asia/Ho_Chi_Minh", "2026-10-10", 1440},   {"Europe/Berlin", "2026-03-29", 1380},
      {"Europe/Berlin", "2026-10-25", 1500},      {"America/Sao_Paulo", "2018-11-04", 1380},
      {"America/Havana", "2026-11-01", 1500},     {"America/St_Johns", "2010-11-06", 1440},
      {"Australia/Lord_Howe", "2026-04-05", 1470}};
  for (const day_case& c : cases) {
    SCOPED_TRACE(c.zone + " " + c.date);
    programme::programme p = with_campaign(c.zone, "");
    programme::instant_range today = schedule::range_of(p, day(c.date));
    EXPECT_EQ(today.to - today.from, std::chrono::minutes(c.minutes));
    EXPECT_EQ(schedule::range_of(p, day(c.date) + std::chrono::days(1)).from, today.to);
    for (auto t = today.from; t < today.to; t += std::chrono::minutes(1)) {
      ASSERT_EQ(schedule::day_of(p, t), day(c.date)) << to_rfc3339_utc(t);
    }
    EXPECT_EQ(schedule::day_of(p, today.to - milliseconds(1)), day(c.date));
    EXPECT_EQ(schedule::day_of(p, today.to), day(c.date) + std::chrono::days(1));
    EXPECT_EQ(schedule::day_of(p, today.from - milliseconds(1)), day(c.date) - std::chrono::days(1));
  }
}

TEST(a_screen, is_open_within_its_hours_only) {
  programme::programme p = from(
      "[[screen]]\nname = 's'\nopen = [ { days = 'fri', hours = '22:00-02:00' } ]\n"
      "[[screen]]\nname = 'always'\n");
  utc_ms midnight = schedule::range_of(p, day("2026-10-10")).from;
  using std::chrono::hours;
  EXPECT_FALSE(schedule::is_open(p, p.screens[0], midnight - hours(2) - milliseconds(1)));
  EXPECT_TRUE(schedule::is_open(p, p.screens[0], midnight - hours(2)));
  EXPECT_TRUE(schedule::is_open(p, p.screens[0], midnight + hours(2) - milliseconds(1)));
  EXPECT_FALSE(schedule::is_open(p, p.screens[0], midnight + hours(2)));
  EXPECT_TRUE(schedule::is_open(p, p.screens[1], midnight + hours(12)));
}

TEST(an_instant, is_printed_with_the_offset_that_holds_then) {
  programme::programme vietnam = with_campaign("Asia/Ho_Chi_Minh", "");
  EXPECT_EQ(schedule::to_local_rfc3339(vietnam, utc_ms(milliseconds(1'791'590'400'007))),
            "2026-10-10T07:00:00.007+07:00");
  EXPECT_EQ(schedule::to_local_rfc3339(vietnam, utc_ms(milliseconds(-1))).substr(0, 23),
            "1970-01-01T07:59:59.999");
  programme::programme berlin = with_campaign("Europe/Berlin", "");
  programme::instant_range day_of_change = schedule::range_of(berlin, day("2026-10-25"));
  EXPECT_EQ(schedule::to_local_rfc3339(berlin, day_of_change.from), "2026-10-25T00:00:00.000+02:00");
  EXPECT_EQ(schedule::to_local_rfc3339(berlin, day_of_change.to), "2026-10-26T00:00:00.000+01:00");
  EXPECT_EQ(schedule::to_local_rfc3339(with_campaign("America/St_Johns", ""),
                                       utc_ms(milliseconds(1'791'590'400'000))),
            "2026-10-09T21:30:00.000-02:30");
}

}  // namespace
}  // namespace bangtin::playlists::testing
