// The texts of the workbook: cells within Excel's limits, and the headings in both languages. Internal to the
// workbook's writer. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/language.hpp"

namespace bangtin::evidence::report {

constexpr std::size_t max_cell_units = 32'767;  // UTF-16 units in a cell
constexpr std::size_t max_sheet_name = 31;      // characters

// The text as Excel can hold it: at most `max_cell_units`, the last one "…" where it was longer; control
// characters and malformed UTF-8 become U+FFFD. `_x0041_`, which Excel would read as an escape, stays what it
// is.
std::string cell_text(std::string_view text);

// A heading or a fixed text of the workbook.
enum class word {
  summary,
  by_screen,
  by_day,
  by_media,
  not_counted,
  compliance,
  detail,
  notes,
  task,
  task_title,
  theme,
  theme_title,
  screen,
  screen_title,
  venue,
  venue_title,
  campaign,
  media,
  title,
  day,
  plays,
  airtime,
  partial,
  failed,
  uncounted,
  uncertain_clock,
  total,
  reason,
  planned,
  shown,
  off,
  offline,
  interrupted,
  unknown,
  cause,
  report,
  plays_per_day,
  note,
  value,
  month,
  timezone,
  issuer,
  document,
  revision,
  not_ended,
  late,
  late_figures,
  plays_about,
  airtime_about,
  partial_about,
  failed_about,
  uncounted_about,
  slate
};
std::string_view text_of(word w, language l);

// The name of the n-th sheet of that kind, from 1: "Chi tiết", "Chi tiết 2".
std::string sheet_name(word w, language l, int n);

// The sentence about a reason in that language.
std::string reason_in(std::string_view reason, language l);

}  // namespace bangtin::evidence::report
