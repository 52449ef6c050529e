// Rules of RFC 5545 by the day: the RFC's own examples, cases that it leaves open, and rejected rules.
#include "playlists/schedule/recurrence_rule.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/language.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::days;

const std::string new_york = "America/New_York";

schedule::recurrence_rule rule_of(const std::string& text, programme::local_day start,
                                  const std::string& zone = new_york) {
  return {schedule::parse_rule(text).value(), start, schedule::calendar(zone)};
}

std::string civil(programme::local_day d) {
  std::chrono::year_month_day ymd(d);
  return programme::format_date({static_cast<int>(ymd.year()),
                                 static_cast<int>(static_cast<unsigned>(ymd.month())),
                                 static_cast<int>(static_cast<unsigned>(ymd.day()))});
}

// The first `most` dates within forty years.
std::vector<std::string> dates(const schedule::recurrence_rule& r, programme::local_day start,
                               std::size_t most) {
  std::vector<std::string> all;
  for (programme::local_day d = start - days(400); d < start + days(14'610) && all.size() < most;
       d += days(1)) {
    if (r.occurs_on(d)) all.push_back(civil(d));
  }
  return all;
}

struct rule_example {
  std::string rule, start;
  std::string dates;  // "1997-09-02,11" is two days; all dates if the rule ends, else the first ones
};

// The examples of section 3.8.5.3 that concern days.
const std::vector<rule_example> examples{
    {"FREQ=DAILY;COUNT=10", "1997-09-02", "1997-09-02,03,04,05,06,07,08,09,10,11"},
    {"FREQ=DAILY;INTERVAL=2", "1997-09-02",
     "1997-09-02,04,06,08,10,12,14,16,18,20,22,24,26,28,30 1997-10-02"},
    {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1997-09-02,12,22 1997-10-02,12"},
    {"FREQ=WEEKLY;COUNT=10", "1997-09-02", "1997-09-02,09,16,23,30 1997-10-07,14,21,28 1997-11-04"},
    {"FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09-02",
     "1997-09-02,09,16,23,30 1997-10-07,14,21,28 1997-11-04,11,18,25 1997-12-02,09,16,23"},
    {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02",
     "1997-09-02,16,30 1997-10-14,28 1997-11-11,25 1997-12-09,23 1998-01-06,20 1998-02-03"},
    {"FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997-09-02,04,09,11,16,18,23,25,30 1997-10-02"},
    {"FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997-09-02,04,09,11,16,18,23,25,30 1997-10-02"},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01",
     "1997-09-01,03,05,15,17,19,29 1997-10-01,03,13,15,17,27,29,31 1997-11-10,12,14,24,26,28 "
     "1997-12-08,10,12,22"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02",
     "1997-09-02,04,16,18,30 1997-10-02,14,16"},
    {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05",
     "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 "
     "1998-06-05"},
    {"FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05",
     "1997-09-05 1997-10-03 1997-11-07 1997-12-05"},
    {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07",
     "1997-09-07,28 1997-11-02,30 1998-01-04,25 1998-03-01,29 1998-05-03,31"},
    {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22",
     "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"},
    {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28",
     "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02",
     "1997-09-02,15 1997-10-02,15 1997-11-02,15 1997-12-02,15 1998-01-02,15"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30",
     "1997-09-30 1997-10-01,31 1997-11-01,30 1997-12-01,31 1998-01-01,31 1998-02-01"},
    {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10",
     "1997-09-10,11,12,13,14,15 1999-03-10,11,12,13"},
    {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02",
     "1997-09-02,09,16,23,30 1997-11-04,11,18,25 1998-01-06,13,20,27 1998-03-03,10,17,24,31"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10",
     "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 2001-06-10 "
     "2001-07-10"},
    {"FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10",
     "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 2003-01-10 2003-02-10 "
     "2003-03-10"},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01",
     "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 "
     "2006-01-01"},
    {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"},
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13",
     "1997-03-13,20,27 1998-03-05,12,19,26 1999-03-04,11,18,25"},
    {"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05",
     "1997-06-05,12,19,26 1997-07-03,10,17,24,31 1997-08-07,14,21,28 1998-06-04,11,18,25 1998-07-02"},
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02",
     "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"},
    {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13",
     "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10 1998-02-07 1998-03-07 1998-04-11 1998-05-09 "
     "1998-06-13"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05",
     "1996-11-05 2000-11-07 2004-11-02"},
    {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29",
     "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05,10,19,24"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05,17,19,31"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2007-01-15,30 2007-02-15 2007-03-15,30"},
};

// Not in the RFC: starts that are not occurrences, and cases that implementations get wrong.
const std::vector<rule_example> finer_points{
    {"FREQ=WEEKLY;BYDAY=MO", "2026-10-10", "2026-10-12,19,26"},
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "2025-03-21", "2025-03-23 2025-04-06,20"},
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR", "2019-01-01", "2019-01-02,04,16,18,30"},
    {"FREQ=WEEKLY;BYDAY=FR,SA,SU;BYSETPOS=2", "1970-01-01", "1970-01-03,10,17"},
    {"FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-10-10", "2026-10-12,19"},
    {"FREQ=DAILY;BYMONTHDAY=-1", "2028-01-15", "2028-01-31 2028-02-29 2028-03-31 2028-04-30"},
    {"FREQ=DAILY;INTERVAL=3;BYMONTH=7,8;BYDAY=SA", "2026-07-01", "2026-07-04,25 2026-08-15 2027-07-17"},
    {"FREQ=DAILY;BYDAY=MO;BYSETPOS=1", "2026-10-10", "2026-10-12,19"},
    {"FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "2026-10-10", ""},
    {"FREQ=MONTHLY", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31"},
    {"FREQ=MONTHLY;BYMONTH=2,4", "2026-01-30", "2026-04-30 2027-04-30"},
    {"FREQ=MONTHLY;BYDAY=5MO", "2026-01-01", "2026-03-30 2026-06-29 2026-08-31"},
    {"FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=2MO", "2026-01-01", ""},
    {"FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29"},
    {"FREQ=YEARLY;BYMONTHDAY=25", "1970-11-01", "1970-11-25 1970-12-25 1971-01-25"},
    {"FREQ=YEARLY;BYYEARDAY=-1,366", "2026-01-01", "2026-12-31 2027-12-31 2028-12-31"},
    {"FREQ=YEARLY;BYYEARDAY=366", "2026-01-01", "2028-12-31 2032-12-31"},
    {"FREQ=YEARLY;BYMONTH=5;BYYEARDAY=1,130", "2026-01-01", "2026-05-10 2027-05-10 2028-05-09"},
    {"FREQ=YEARLY;BYDAY=-1SU", "2026-01-01", "2026-12-27 2027-12-26"},
    {"FREQ=YEARLY;BYDAY=1MO;BYMONTH=9", "2026-01-01", "2026-09-07 2027-09-06"},
    {"FREQ=YEARLY;BYWEEKNO=20", "1970-01-01", "1970-05-14 1971-05-20"},  // Thursdays, like the start
    {"FREQ=YEARLY;BYWEEKNO=53;BYDAY=WE", "2015-01-01", "2015-12-30 2020-12-30 2026-12-30"},
    {"FREQ=YEARLY;BYWEEKNO=-53;BYDAY=WE", "2026-09-11", "2031-12-31 2036-12-31"},
    {"FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2024-06-01", "2024-12-30 2025-12-29 2027-01-04"},
    {"FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO", "2024-06-01", "2025-12-29 2028-01-03"},
    {"FREQ=YEARLY;INTERVAL=2;BYWEEKNO=10;BYDAY=MO", "2027-01-01",
     "2027-03-08 2029-03-05"},  // in week 53 of 2026
    {"FREQ=YEARLY;INTERVAL=6;BYWEEKNO=53;BYDAY=SA", "2027-01-02", "2027-01-02 2033-01-01"},
    {"FREQ=YEARLY;BYWEEKNO=1,2;BYDAY=MO;BYSETPOS=-1", "2024-06-01", "2025-01-06 2026-01-05"},
    {"FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;UNTIL=20280101", "2026-01-01", "2026-01-01 2027-01-01 2028-01-01"},
    {"FREQ=DAILY;UNTIL=20261003", "2026-10-01", "2026-10-01,02,03"},
    {"FREQ=DAILY;UNTIL=20261003T000000", "2026-10-01", "2026-10-01,02,03"},
    {"FREQ=DAILY;UNTIL=20261003T040000Z", "2026-10-01", "2026-10-01,02,03"},  // midnight in New York
    {"FREQ=DAILY;UNTIL=20261003T035959Z", "2026-10-01", "2026-10-01,02"},
    {"FREQ=DAILY;UNTIL=20260930", "2026-10-01", ""},
};

std::vector<std::string> spelt_out(const std::string& short_dates) {
  std::vector<std::string> all;
  if (short_dates.empty()) return all;
  for (const std::string& month : split(short_dates, ' ')) {
    for (const std::string& day : split(month.substr(8), ',')) all.push_back(month.substr(0, 8) + day);
  }
  return all;
}

TEST(a_rule, falls_on_the_days_of_the_standards_examples) {
  for (const auto* list : {&examples, &finer_points}) {
    for (const rule_example& e : *list) {
      SCOPED_TRACE(e.rule + " from " + e.start);
      auto expected = spelt_out(e.dates);
      const bool ends =
          e.rule.find("COUNT") != std::string::npos || e.rule.find("UNTIL") != std::string::npos;
      const bool all = ends || expected.empty();
      auto found = dates(rule_of(e.rule, day(e.start)), day(e.start), all ? 1000 : expected.size());
      EXPECT_EQ(found, expected);
    }
  }
}

TEST(a_rule, for_every_day_in_january_is_the_same_in_both_spellings_of_the_standard) {
  const programme::local_day start = day("1998-01-01");
  auto yearly = dates(
      rule_of("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", start), start, 1000);
  EXPECT_EQ(yearly.size(), 93U);
  EXPECT_EQ(yearly, dates(rule_of("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", start), start, 1000));
}

TEST(until_in_utc, means_the_date_in_the_sites_zone) {
  const std::string text = "FREQ=DAILY;UNTIL=20261231T170000Z";
  const programme::local_day start = day("2026-12-30"), new_year = day("2027-01-01");
  EXPECT_TRUE(rule_of(text, start, "Asia/Ho_Chi_Minh").occurs_on(new_year));
  EXPECT_FALSE(rule_of(text, start, "UTC").occurs_on(new_year));
}

TEST(a_rule, is_read_in_any_order_and_case_and_with_its_property_name) {
  const programme::local_day start = day("2026-01-01");
  auto expected = dates(rule_of("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR", start), start, 20);
  for (const char* same :
       {"byday=1mo,-1fr;interval=2;freq=monthly", "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR",
        "rrule:freq=Monthly;BYDAY=-1FR,+1MO,01MO,1MO;INTERVAL=0002"}) {
    EXPECT_EQ(dates(rule_of(same, start), start, 20), expected) << same;
  }
}

// Each would take for ever, or much memory, with a search day by day.
TEST(hostile_rules, are_answered_at_once) {
  std::string long_list = "FREQ=YEARLY;BYYEARDAY=1";
  while (long_list.size() + 4 < schedule::max_rule_bytes) long_list += ",366";
  const std::vector<std::string> rules{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                       "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
                                       "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
                                       "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=2147483647",
                                       "FREQ=DAILY;INTERVAL=2147483647;BYMONTH=1;BYMONTHDAY=2",
                                       "FREQ=YEARLY;INTERVAL=2147483647;COUNT=2147483647;BYDAY=53SU"};
  for (const std::string& text : rules) {
    const schedule::recurrence_rule r = rule_of(text, day("1970-01-01"));
    for (const char* d : {"1970-01-02", "2026-10-10", "9999-12-31"})
      EXPECT_FALSE(r.occurs_on(day(d))) << text;
  }
  EXPECT_TRUE(rule_of(long_list, day("1970-01-01")).occurs_on(day("9996-12-31")));
  EXPECT_TRUE(rule_of("FREQ=DAILY;COUNT=2147483647", day("1970-01-01")).occurs_on(day("9999-12-31")));
  EXPECT_TRUE(rule_of("FREQ=DAILY;INTERVAL=2147483647", day("1970-01-01")).occurs_on(day("1970-01-01")));
}

struct rule_refusal {
  std::string text, what;  // "what (remedy)", or its beginning
  errc code = errc::invalid;
};

const std::vector<rule_refusal> rule_refusals{
    {"", "the rrule does not say how often (add FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY)"},
    {"BYDAY=MO", "the rrule does not say how often ("},
    {"FREQ=FORTNIGHTLY",
     "\"FORTNIGHTLY\" is not a possible value of FREQ (write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY)"},
    {"every monday",
     "\"EVERY MONDAY\" is not a part of an rrule (write parts such as FREQ=MONTHLY;BYDAY=1MO, with "
     "semicolons "
     "between them and no spaces)"},
    {"FREQ=DAILY;", "\"\" is not a part of an rrule ("},
    {"FREQ=DAILY;;BYDAY=MO", "\"\" is not a part of an rrule ("},
    {"FREQ=DAILY; BYDAY=MO", "\" BYDAY=MO\" is not a part of an rrule ("},
    {"FREQ", "\"FREQ\" is not a part of an rrule ("},
    {"FREQ=DAILY;X-WHAT=1", "\"X-WHAT=1\" is not a part of an rrule ("},
    {"FREQ=DAILY;FREQ=DAILY", "FREQ stands twice in the rrule (write it once; "},
    {"FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY stands twice in the rrule ("},
    {"FREQ=DAILY;COUNT=3;UNTIL=20261231", "the rrule has both UNTIL and COUNT (leave out one of them)"},
    {"FREQ=DAILY;INTERVAL=0",
     "\"0\" is not a possible value of INTERVAL (write a whole number from 1 to 2147483647)"},
    {"FREQ=DAILY;INTERVAL=-1", "\"-1\" is not a possible value of INTERVAL ("},
    {"FREQ=DAILY;INTERVAL=2147483648", "\"2147483648\" is not a possible value of INTERVAL ("},
    {"FREQ=DAILY;INTERVAL=", "\"\" is not a possible value of INTERVAL ("},
    {"FREQ=DAILY;COUNT=0", "\"0\" is not a possible value of COUNT ("},
    {"FREQ=DAILY;COUNT=99999999999999999999", "\"99999999999999999999\" is not a possible value of COUNT ("},
    {"FREQ=DAILY;UNTIL=20260230",
     "\"20260230\" is not a possible value of UNTIL (write a date that exists, such as UNTIL=20261231)"},
    {"FREQ=DAILY;UNTIL=2026-12-31", "\"2026-12-31\" is not a possible value of UNTIL ("},
    {"FREQ=DAILY;UNTIL=20261231T250000Z", "\"20261231T250000Z\" is not a possible value of UNTIL ("},
    {"FREQ=DAILY;UNTIL=20261231T1200000", "\"20261231T1200000\" is not a possible value of UNTIL ("},
    {"FREQ=DAILY;UNTIL=20261231T12000Z", "\"20261231T12000Z\" is not a possible value of UNTIL ("},
    {"FREQ=WEEKLY;WKST=XX",
     "\"XX\" is not a possible value of WKST (write one of MO, TU, WE, TH, FR, SA and SU)"},
    {"FREQ=WEEKLY;BYDAY=", "\"\" is not a possible value of BYDAY ("},
    {"FREQ=WEEKLY;BYDAY=MO,", "\"\" is not a possible value of BYDAY ("},
    {"FREQ=WEEKLY;BYDAY=MO, TU", "\" TU\" is not a possible value of BYDAY ("},
    {"FREQ=MONTHLY;BYDAY=0MO", "\"0MO\" is not a possible value of BYDAY ("},
    {"FREQ=MONTHLY;BYDAY=255SU",
     "\"255SU\" is not a possible value of BYDAY (write MO, TU, WE, TH, FR, SA or SU, with "},
    {"FREQ=YEARLY;BYDAY=54MO", "\"54MO\" is not a possible value of BYDAY ("},
    {"FREQ=MONTHLY;BYDAY=--1MO", "\"--1MO\" is not a possible value of BYDAY ("},
    {"FREQ=WEEKLY;BYDAY=1MO",
     "a number before a weekday (BYDAY=1MO) cannot stand beside FREQ=WEEKLY (write the weekdays without "
     "numbers, "
     "or FREQ=MONTHLY or FREQ=YEARLY)"},
    {"FREQ=DAILY;BYDAY=-1MO", "a number before a weekday (BYDAY=1MO) cannot stand beside FREQ=DAILY ("},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO",
     "a number before a weekday (BYDAY=1MO) cannot stand beside BYWEEKNO (write the weekdays without "
     "numbers, or "
     "leave BYWEEKNO out)"},
    {"FREQ=YEARLY;BYMONTH=13",
     "\"13\" is not a possible value of BYMONTH (write whole numbers from 1 to 12, with commas between "
     "them)"},
    {"FREQ=YEARLY;BYMONTH=-1", "\"-1\" is not a possible value of BYMONTH ("},
    {"FREQ=YEARLY;BYMONTH=5L", "\"5L\" is not a possible value of BYMONTH ("},
    {"FREQ=MONTHLY;BYMONTHDAY=32",
     "\"32\" is not a possible value of BYMONTHDAY (write whole numbers from 1 to 31, with commas between "
     "them; "
     "with a minus sign they count from the end)"},
    {"FREQ=MONTHLY;BYMONTHDAY=0", "\"0\" is not a possible value of BYMONTHDAY ("},
    {"FREQ=MONTHLY;BYMONTHDAY=-32", "\"-32\" is not a possible value of BYMONTHDAY ("},
    {"FREQ=YEARLY;BYYEARDAY=367", "\"367\" is not a possible value of BYYEARDAY ("},
    {"FREQ=YEARLY;BYWEEKNO=54", "\"54\" is not a possible value of BYWEEKNO ("},
    {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", "\"367\" is not a possible value of BYSETPOS ("},
    {"FREQ=WEEKLY;BYMONTHDAY=1",
     "BYMONTHDAY cannot stand beside FREQ=WEEKLY (leave out BYMONTHDAY, or write another FREQ)"},
    {"FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY cannot stand beside FREQ=MONTHLY ("},
    {"FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY cannot stand beside FREQ=WEEKLY ("},
    {"FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY cannot stand beside FREQ=DAILY ("},
    {"FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO cannot stand beside FREQ=MONTHLY ("},
    {"FREQ=MONTHLY;BYSETPOS=1",
     "BYSETPOS has nothing to choose from (add the days among which it chooses, such as "
     "BYDAY=MO,TU,WE,TH,FR)"},
    {"FREQ=HOURLY",
     "FREQ=HOURLY is finer than a day, and an rrule says days (choose days with FREQ=DAILY, WEEKLY, MONTHLY "
     "or "
     "YEARLY, and write the times of day in `hours`)",
     errc::unsupported},
    {"FREQ=SECONDLY;COUNT=1", "FREQ=SECONDLY is finer than a day", errc::unsupported},
    {"FREQ=DAILY;BYHOUR=9", "BYHOUR is finer than a day", errc::unsupported},
    {"FREQ=DAILY;BYMINUTE=0", "BYMINUTE is finer than a day", errc::unsupported},
    {"FREQ=DAILY;BYSECOND=0", "BYSECOND is finer than a day", errc::unsupported},
    {"RSCALE=CHINESE;FREQ=YEARLY",
     "RSCALE belongs to rules of other calendars, which are not available (leave it out; dates of the "
     "Vietnamese "
     "calendar are written with lunar = true)",
     errc::unsupported},
    {"FREQ=MONTHLY;SKIP=FORWARD", "SKIP belongs to rules of other calendars", errc::unsupported},
    {"RRULE:RRULE:FREQ=DAILY", "\"RRULE:FREQ=DAILY\" is not a part of an rrule ("},
    {"FREQ=DAILY\n", "\"DAILY\xef\xbf\xbd\" is not a possible value of FREQ ("},
    {std::string("FREQ=DAILY\0", 11), "\"DAILY\xef\xbf\xbd\" is not a possible value of FREQ ("},
    {std::string(100'000, 'A'), "the rrule is longer than 4096 bytes (shorten it)", errc::limit},
};

TEST(a_rule_that_says_nothing_possible, is_refused_with_reason_and_remedy) {
  for (const rule_refusal& r : rule_refusals) {
    SCOPED_TRACE(r.text.substr(0, 80));
    auto parsed = schedule::parse_rule(r.text);
    ASSERT_FALSE(parsed);
    const std::string said =
        fmt::format("{} ({})", in_english(parsed.error().what), in_english(parsed.error().remedy));
    EXPECT_EQ(said.substr(0, r.what.size()), r.what) << said;
    EXPECT_EQ(parsed.error().code, r.code);
  }
}

// ---- properties of any rule

std::string random_rule() {
  auto number = [](int from, int to) {
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
  };
  static const std::vector<std::string> frequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
  static const std::vector<std::string> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
  const int f = number(0, 3);
  std::string text = "FREQ=" + frequencies[static_cast<std::size_t>(f)] +
                     ";INTERVAL=" + std::to_string(number(1, 4)) +
                     ";WKST=" + weekdays[static_cast<std::size_t>(number(0, 6))];
  auto list = [&](const std::string& name, int most, bool signs) {
    text += ";" + name + "=";
    for (int n = number(1, 3); n > 0; --n) {
      text += (signs && number(0, 2) == 0 ? "-" : "") + std::to_string(number(1, most)) + (n > 1 ? "," : "");
    }
  };
  const std::size_t bare = text.size();
  if (number(0, 2) == 0) list("BYMONTH", 12, false);
  if (f != 1 && number(0, 2) == 0) list("BYMONTHDAY", 31, true);
  if (f == 3 && number(0, 4) == 0) list("BYYEARDAY", 366, true);
  const bool weeks = f == 3 && number(0, 4) == 0;
  if (weeks) list("BYWEEKNO", 53, true);
  if (number(0, 1) == 0) {
    text += ";BYDAY=";
    for (int n = number(1, 3); n > 0; --n) {
      if (f >= 2 && !weeks && number(0, 1) == 0)
        text += std::to_string(number(1, 5) * (number(0, 1) * 2 - 1));
      text += weekdays[static_cast<std::size_t>(number(0, 6))] + (n > 1 ? "," : "");
    }
  }
  if (text.size() > bare && number(0, 3) == 0) list("BYSETPOS", 4, true);
  return text;
}

RC_GTEST_PROP(count, ends_a_rule_after_that_many_days_and_until_after_that_day, ()) {
  const std::string text = random_rule();
  const programme::local_day start = day("2000-01-01") + days(*rc::gen::inRange(0, 3000));
  const schedule::recurrence_rule endless = rule_of(text, start);
  std::vector<programme::local_day> all;
  for (programme::local_day d = start; d < start + days(1500); d += days(1)) {
    if (endless.occurs_on(d)) all.push_back(d);
  }
  RC_PRE(!all.empty());
  const auto n = *rc::gen::inRange<std::size_t>(1, all.size() + 1);
  const schedule::recurrence_rule counted = rule_of(text + ";COUNT=" + std::to_string(n), start);
  std::string last = civil(all[n - 1]);
  last.erase(std::remove(last.begin(), last.end(), '-'), last.end());
  const schedule::recurrence_rule bounded = rule_of(text + ";UNTIL=" + last, start);
  for (programme::local_day d = start - days(2); d < start + days(1500); d += days(1)) {
    const bool expected = endless.occurs_on(d) && d <= all[n - 1];
    RC_ASSERT(counted.occurs_on(d) == expected);
    RC_ASSERT(bounded.occurs_on(d) == expected);
  }
}

RC_GTEST_PROP(any_text, is_a_rule_or_refused_with_reason_and_remedy, ()) {
  std::string text = random_rule();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text.erase(at, *rc::gen::inRange<std::size_t>(1, 5));
        break;
      case 1:
        text.insert(at,
                    *rc::gen::elementOf(std::vector<std::string>{";", ",", "=", "-", "+", "0", "99999", "MO",
                                                                 "BYDAY=", "COUNT=", "T", "\xc3", " "}));
        break;
      default:
        if (at < text.size()) text[at] = *rc::gen::arbitrary<char>();
    }
  }
  auto parsed = schedule::parse_rule(text);
  if (parsed) {
    const schedule::recurrence_rule r(*parsed, day("2026-01-01"), schedule::calendar("UTC"));
    for (const char* d : {"2025-12-31", "2026-01-01", "2026-02-28", "2400-02-29", "9999-12-31"}) {
      r.occurs_on(day(d));
    }
  } else {
    RC_ASSERT(!parsed.error().what.empty() && !parsed.error().remedy.empty());
  }
}

}  // namespace
}  // namespace bangtin::playlists::testing
