// The month's table added up as the report's sections need it. Pure; any thread may use it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

// Airtime of a row of the month's table in whole seconds, rounded half up, as its line in the CSV has it.
// Totals add these up, so a column has the same total in every file.
constexpr std::int64_t seconds_of(const count_values& v) {
  return (v.airtime_ms + 500) / 1000;
}

struct totals {
  std::int64_t plays = 0, seconds = 0, partial = 0, failed = 0, uncounted = 0, uncertain_clock = 0;
  std::int64_t near_edge = 0;            // of `plays`, those that may belong to the month before or after
  std::set<std::string> screens, media;  // of counted plays
  std::int64_t begun() const { return plays + partial + failed + uncounted; }
  void add(const count_key& key, const count_values& values);
};

// One theme of a task, or one media item of a theme and task: `code` is the theme's, `title` the item's.
struct media_line {
  std::string title, theme;
  totals sums;
};
struct task_group {
  std::string code, title, lead;  // empty code: not for a task; empty title: not in the plan
  totals sums;
  std::map<std::string, totals> themes;  // by code
  std::vector<media_line> media;         // by theme, then title
};
struct theme_group {
  std::string code, title;
  totals sums;
};
struct screen_line {
  std::string name, title;
  totals sums;
};
struct venue_group {
  std::string code, title;  // empty code: no venue is known
  totals sums;
  std::vector<screen_line> screens;  // by name
};

struct report_summary {
  totals all;
  std::vector<task_group> tasks;           // all of the plan in its order, then others by code
  std::vector<theme_group> themes;         // likewise
  std::vector<venue_group> venues;         // likewise; those of the plan without a screen are left out
  std::vector<std::int64_t> plays_by_day;  // of the month's first day, second ...
};

report_summary summarise(const monthly_report& r);

// The screen's title, or its name where it has none.
const std::string& title_of_screen(const monthly_report& r, const std::string& name);
// "III.2. Vai trò, ý nghĩa"; the code alone where the plan lacks it.
std::string theme_text(const monthly_report& r, const std::string& code);

}  // namespace bangtin::evidence::report
