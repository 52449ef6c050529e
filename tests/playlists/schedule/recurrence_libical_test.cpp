// Compares our rules with libical's, over a fixed set of random rules. It omits rules that libical 3.0.16
// reads differently from RFC 5545 or on which it never returns (docs/decisions.md); recurrence_rule_test.cpp
// has those.
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>
#include <random>
#include <set>

#include "playlists/schedule/recurrence_rule.hpp"
#include "playlists/support.hpp"

namespace bangtin::playlists::testing {
namespace {

using std::chrono::days;

icaltimetype theirs(programme::local_day d) {
  std::chrono::year_month_day ymd(d);
  icaltimetype t{};
  t.year = static_cast<int>(ymd.year());
  t.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  t.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  t.is_date = 1;
  return t;
}

programme::local_day ours(const icaltimetype& t) {
  return programme::local_day(std::chrono::year(t.year) / t.month / t.day);
}

// libical's occurrences before `end`; the rule must have a later one.
std::vector<programme::local_day> libical_days(const std::string& text, programme::local_day start,
                                               programme::local_day end) {
  std::vector<programme::local_day> all;
  icalerror_clear_errno();
  const std::unique_ptr<icalrecur_iterator, void (*)(icalrecur_iterator*)> walk(
      icalrecur_iterator_new(icalrecurrencetype_from_string(text.c_str()), theirs(start)),
      &icalrecur_iterator_free);
  if (!walk) return all;
  for (icaltimetype t = icalrecur_iterator_next(walk.get()); icaltime_is_null_time(t) == 0 && ours(t) < end;
       t = icalrecur_iterator_next(walk.get())) {
    all.push_back(ours(t));
  }
  return all;
}

class random_rules {
 public:
  explicit random_rules(unsigned seed) : random_(seed) {}

  std::string next() {
    static const std::vector<std::string> frequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
    const int f = number(0, 3);
    const bool daily = f == 0, weekly = f == 1, monthly = f == 2, yearly = f == 3;
    text_ = "FREQ=" + frequencies[static_cast<std::size_t>(f)];
    const bool intervals = one_in(2);
    if (intervals) text_ += ";INTERVAL=" + std::to_string(number(2, 5));
    const bool months = !(weekly && intervals) && one_in(3), weeks = yearly && !months && one_in(5),
               year_days = yearly && !weeks && !months && one_in(4);
    if (!weeks && one_in(4)) text_ += ";WKST=" + weekday();  // which libical ignores beside BYWEEKNO
    // libical ignores negative days with FREQ=DAILY, restricts FREQ=YEARLY;BYMONTHDAY to one month, and finds
    // nothing for BYMONTH with BYYEARDAY.
    const bool month_days = !weekly && !weeks && !year_days && (!yearly || months) && one_in(3);
    if (months) list("BYMONTH", 12, false);
    if (month_days) list("BYMONTHDAY", 31, !daily);
    if (year_days) list("BYYEARDAY", 366, true);
    // libical needs the weekday beside BYWEEKNO, and assigns days of a week at New Year to the wrong year.
    if (weeks) list("BYWEEKNO", [&] { return number(2, 51); });
    const bool weekdays = weeks || one_in(2);
    const bool numbered = (monthly || yearly) && !weeks && one_in(2);
    if (weekdays) by_day(numbered, monthly || months ? 5 : 53);
    // libical selects only among the days since the start, and counts a day twice if two parts name it.
    const bool choosable =
        (monthly || yearly) && weekdays && !numbered && !weeks && !month_days && !year_days;
    if (choosable && one_in(4)) list("BYSETPOS", 4, true);
    return text_;
  }

  int number(int from, int to) { return std::uniform_int_distribution<>(from, to)(random_); }
  bool one_in(int n) { return number(1, n) == 1; }

 private:
  std::string weekday() {
    static const std::vector<std::string> names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    return names[static_cast<std::size_t>(number(0, 6))];
  }
  // Each value once and sorted: libical counts repeated values twice, and depends on the order.
  template <class F>
  void list(const std::string& name, F value) {
    std::set<decltype(value())> values;
    for (int n = number(1, 3); n > 0; --n) values.insert(value());
    text_ += fmt::format(";{}={}", name, fmt::join(values, ","));
  }
  void list(const std::string& name, int most, bool signs) {
    list(name, [&] { return number(1, most) * (signs && one_in(3) ? -1 : 1); });
  }
  void by_day(bool numbered, int most) {
    list("BYDAY", [&] {
      if (!numbered) return weekday();
      return (one_in(3) ? "-" : "") + std::to_string(number(1, most)) + weekday();
    });
  }

  std::mt19937 random_;
  std::string text_;
};

bool occurs_within(const schedule::recurrence_rule& r, programme::local_day from, programme::local_day to) {
  for (programme::local_day d = from; d < to; d += days(1)) {
    if (r.occurs_on(d)) return true;
  }
  return false;
}

TEST(a_rule, falls_on_the_days_that_libical_finds) {
  random_rules random(1);
  const schedule::calendar utc("UTC");
  int compared = 0;
  while (compared < 400) {
    const std::string text = random.next();
    programme::local_day start = random.one_in(2) ? programme::local_day(days(0))
                                                  : programme::local_day(days(random.number(15'000, 22'000)));
    const schedule::rule_parts parts = schedule::parse_rule(text).value();
    const programme::local_day end = start + days(366 * 3);
    // libical never returns from a rule that has no further occurrence.
    if (!occurs_within(schedule::recurrence_rule(parts, start, utc), end, end + days(366 * 5))) continue;
    // libical counts weeks from the start, which is correct only if that is the first occurrence in a week.
    if (parts.every == schedule::frequency::weekly && parts.interval > 1) {
      const schedule::recurrence_rule from_anywhere(parts, start, utc);
      start += days(7);
      while (!from_anywhere.occurs_on(start) || occurs_within(from_anywhere, start - days(7), start))
        start += days(1);
    }
    const schedule::recurrence_rule rule(parts, start, utc);
    SCOPED_TRACE(text + " from day " + std::to_string(start.time_since_epoch().count()));
    std::vector<programme::local_day> found;
    for (programme::local_day d = start - days(40); d < end; d += days(1)) {
      if (rule.occurs_on(d)) found.push_back(d);
    }
    ASSERT_EQ(found, libical_days(text, start, end));
    ++compared;
  }
}

}  // namespace
}  // namespace bangtin::playlists::testing
