// When a campaign or a ticker is active and when a screen is open, on one local day.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/recurrence_rule.hpp"

namespace bangtin::playlists::schedule {

// Which of a window's conditions keeps hours that begin on a day from it.
enum class day_obstacle { dates, exception, weekday, rule };

// On which days a campaign or a ticker runs, prepared for being asked about many. Cheap to copy; any thread.
//
// All of its conditions must hold: dates (plain, yearly, or of the Vietnamese calendar, whose years reach
// from 1900 to 2100: outside them such a campaign does not run), exceptions, weekdays, and the rule. The rule
// starts on the window's `from` where that is a plain date, else on 1970-01-01.
class run_days {
 public:
  // The window outlives it, unchanged, and is free of bad references: throws error_exception for a rule that
  // parse_rule refuses.
  run_days(const programme::run_window& w, const calendar& site);

  const programme::run_window& of() const { return *window_; }
  // Whether hours that begin on this day belong to the window.
  bool holds(programme::local_day d) const { return !obstacle(d); }
  // The first in the order of the enumeration that keeps them from it; nothing where it runs.
  std::optional<day_obstacle> obstacle(programme::local_day d) const;

 private:
  const programme::run_window* window_;
  std::shared_ptr<const recurrence_rule> rule_;  // null: every day
};

// The same for one day.
bool runs_on(const calendar& site, const programme::run_window& w, programme::local_day d);
std::optional<day_obstacle> obstacle(const calendar& site, const programme::run_window& w,
                                     programme::local_day d);

// The instants of the local day at which the hours of the window hold; whether it applies to a screen is not
// asked. Ascending, apart from each other (windows that touch or overlap are one), clipped to the day.
// Appended to `out`.
void append_activity(const calendar& site, const run_days& days, programme::local_day d,
                     std::vector<programme::instant_range>& out);
void append_activity(const calendar& site, const programme::run_window& w, programme::local_day d,
                     std::vector<programme::instant_range>& out);

// The same of a list of days with hours; none is never.
void append_hours(const calendar& site, const std::vector<programme::opening>& list, programme::local_day d,
                  std::vector<programme::instant_range>& out);
// The same of a screen's opening hours: all day where it has none.
void append_openings(const calendar& site, const programme::screen& s, programme::local_day d,
                     std::vector<programme::instant_range>& out);

}  // namespace bangtin::playlists::schedule
