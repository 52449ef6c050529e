// Which years people mean who leave them out.
#include "admin-cli/views/date_ranges.hpp"

#include <gtest/gtest.h>

#include "admin-cli/views/days.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {
namespace {

using playlists::programme::calendar_date;

std::optional<calendar_date> typed_day(const char* typed) {
  return *typed == '\0' ? std::nullopt : parse_written_day(typed, {2026, 11, 30});
}

// "2026-11-15..2026-12-15", "..2026-12-15"; "none".
std::string text_of(const std::optional<date_range>& r) {
  if (!r) return "none";
  auto text = [](const std::optional<calendar_date>& d) {
    return d ? playlists::programme::format_date(*d) : "";
  };
  return text(r->from) + ".." + text(r->to);
}

struct range_example {
  const char* situation;
  calendar_date today;
  const char *from, *to;
  const char* years;
  const char *kept_from = "", *kept_to = "";
};

const calendar_date november{2026, 11, 30}, december{2026, 12, 20}, january{2027, 1, 5};

const range_example range_examples[] = {
    {"a season that runs", november, "15/11", "15/12", "2026-11-15..2026-12-15"},
    {"its last day is today", november, "15/11", "30/11", "2026-11-15..2026-11-30"},
    {"its first day is today", november, "30/11", "15/12", "2026-11-30..2026-12-15"},
    {"a season to come this year", november, "1/12", "15/12", "2026-12-01..2026-12-15"},
    {"a season to come next year", november, "1/1", "15/1", "2027-01-01..2027-01-15"},
    {"a season that is over", november, "1/10", "29/11", "2027-10-01..2027-11-29"},
    {"the last quarter", november, "1/10", "31/12", "2026-10-01..2026-12-31"},
    {"the whole year", november, "1/1", "31/12", "2026-01-01..2026-12-31"},
    {"across New Year, before it", november, "15/12", "15/1", "2026-12-15..2027-01-15"},
    {"across New Year, in December", december, "15/12", "15/1", "2026-12-15..2027-01-15"},
    {"across New Year, in January", january, "15/12", "15/1", "2026-12-15..2027-01-15"},
    {"across New Year, on its last day", {2027, 1, 15}, "15/12", "15/1", "2026-12-15..2027-01-15"},
    {"across New Year, when it is over", {2027, 1, 16}, "15/12", "15/1", "2027-12-15..2028-01-15"},
    {"one day, today", november, "30/11", "30/11", "2026-11-30..2026-11-30"},
    {"one day, yesterday", november, "29/11", "29/11", "2027-11-29..2027-11-29"},
    {"one day, tomorrow", november, "1/12", "1/12", "2026-12-01..2026-12-01"},
    {"a leap day", november, "29/2", "29/2", "2028-02-29..2028-02-29"},
    {"until a leap day", november, "1/2", "29/2", "2028-02-01..2028-02-29"},
    {"from a leap day that runs", {2028, 3, 5}, "29/2", "10/3", "2028-02-29..2028-03-10"},
    {"from a leap day across New Year", november, "29/2", "1/1", "2028-02-29..2029-01-01"},
    {"words have their year", november, "hôm nay", "15/12", "2026-11-30..2026-12-15"},
    {"a word for the last day", {2026, 12, 20}, "15/11", "mai", "2026-11-15..2026-12-01"},
    {"only a first day", november, "1/12", "", "2026-12-01.."},
    {"only a first day, which has gone", november, "15/11", "", "2027-11-15.."},
    {"only a first day, today", november, "30/11", "", "2026-11-30.."},
    {"only a last day", november, "", "15/12", "..2026-12-15"},
    {"only a last day, today", november, "", "30/11", "..2026-11-30"},
    {"only a last day, which has gone", november, "", "15/11", "..2027-11-15"},
    {"the year at the last day", november, "15/11", "15/12/2026", "2026-11-15..2026-12-15"},
    {"the year at the last day, across New Year", november, "15/12", "15/1/2027", "2026-12-15..2027-01-15"},
    {"the same in January", january, "15/12", "15/1/2027", "2026-12-15..2027-01-15"},
    {"a far year at the last day", november, "15/11", "15/12/2028", "2028-11-15..2028-12-15"},
    {"a year that is over", november, "1/10", "31/10/2026", "2026-10-01..2026-10-31"},
    {"in the wrong order", november, "20/12", "15/12/2026", "2026-12-20..2026-12-15"},
    {"the year at the first day", november, "15/11/2026", "15/12", "2026-11-15..2026-12-15"},
    {"the same across New Year", november, "15/12/2026", "15/1", "2026-12-15..2027-01-15"},
    {"a first day of next year", november, "15/11/2027", "1/12", "2027-11-15..2027-12-01"},
    {"both with years", november, "1/1/2025", "2/1/2025", "2025-01-01..2025-01-02"},
    {"another last day", november, "", "31/12", "2026-11-15..2026-12-31", "15/11/2026", "15/12/2026"},
    {"another first day", november, "20/11", "", "2026-11-20..2026-12-15", "15/11/2026", "15/12/2026"},
    {"a first day to come", november, "5/12", "", "2026-12-05..2026-12-15", "15/11/2026", "15/12/2026"},
    {"a first day after the last", november, "20/12", "", "2026-12-20..2026-12-15", "15/11/2026",
     "15/12/2026"},
    {"a first day of what is over", november, "1/12", "", "2026-12-01..2026-11-15", "1/11/2026",
     "15/11/2026"},
    {"a last day of what begins next year", november, "", "1/12", "2027-11-15..2027-12-01", "15/11/2027", ""},
    {"nothing is typed", november, "", "", "2026-11-15..2026-12-15", "15/11/2026", "15/12/2026"},
};

TEST(a_range_without_years, is_the_season_that_runs_or_the_next) {
  for (const range_example& e : range_examples) {
    EXPECT_EQ(text_of(with_years({typed_day(e.from), typed_day(e.to)},
                                 {typed_day(e.kept_from), typed_day(e.kept_to)}, e.today)),
              e.years)
        << e.situation;
  }
}

TEST(a_day_without_a_year, lies_in_its_range) {
  struct {
    const char *typed, *from, *to, *expected;
  } const cases[] = {{"2/12", "15/11/2026", "15/12/2026", "2026-12-02"},
                     {"20/11", "15/11/2026", "15/12/2026", "2026-11-20"},
                     {"24/12", "1/12/2028", "31/12/2028", "2028-12-24"},
                     {"1/1", "15/12/2026", "15/1/2027", "2027-01-01"},
                     {"1/5", "15/11/2026", "15/12/2026", "2027-05-01"},
                     {"1/5", "15/11/2026", "", "2027-05-01"},
                     {"29/11", "", "", "2027-11-29"},
                     {"30/11", "", "", "2026-11-30"},
                     {"1/5/2030", "15/11/2026", "15/12/2026", "2030-05-01"}};
  for (const auto& c : cases) {
    const auto read = day_within(*typed_day(c.typed), {typed_day(c.from), typed_day(c.to)}, november);
    ASSERT_TRUE(read) << c.typed;
    EXPECT_EQ(playlists::programme::format_date(*read), c.expected) << c.typed << " " << c.from;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::views
