// When a campaign or a ticker is active and when a screen is open, on one local day. Pure.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "playlists/programme/instants.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/recurrence_rule.hpp"

namespace bangtin::playlists::schedule {

// The condition of a window that excludes a day.
enum class day_obstacle { dates, exception, weekday, rule };

// On which days a campaign or a ticker runs, prepared for many queries. Cheap to copy; thread-safe.
//
// All of its conditions must hold: dates (plain, yearly, or of the Vietnamese calendar, which covers 1900 to
// 2100; outside these years such a campaign does not run), exceptions, weekdays, and the rule. The rule
// starts on the window's `from` if that is a plain date, else on 1970-01-01.
class run_days {
 public:
  // The window must outlive this object, unchanged, and be free of bad references: throws error_exception for
  // a rule that parse_rule rejects.
  run_days(const programme::run_window& w, const calendar& site);

  const programme::run_window& of() const { return *window_; }
  // Whether hours that begin on this day belong to the window.
  bool holds(programme::local_day d) const { return !obstacle(d); }
  // The first condition, in the order of the enumeration, that excludes the day; nothing if the window
  // includes it.
  std::optional<day_obstacle> obstacle(programme::local_day d) const;

 private:
  const programme::run_window* window_;
  std::shared_ptr<const recurrence_rule> rule_;  // null: every day
};

// Same for a single day.
bool runs_on(const calendar& site, const programme::run_window& w, programme::local_day d);
std::optional<day_obstacle> obstacle(const calendar& site, const programme::run_window& w,
                                     programme::local_day d);

// Appends to `out` the instants of the local day at which the hours of the window hold, whatever its screens.
// Ascending and apart from each other (windows that touch or overlap are merged), clipped to the day.
void append_activity(const calendar& site, const run_days& days, programme::local_day d,
                     std::vector<programme::instant_range>& out);
void append_activity(const calendar& site, const programme::run_window& w, programme::local_day d,
                     std::vector<programme::instant_range>& out);

// Same for a list of day-and-hour rules; an empty list is never active.
void append_hours(const calendar& site, const std::vector<programme::opening>& list, programme::local_day d,
                  std::vector<programme::instant_range>& out);
// Same for a screen's opening hours; an empty list means all day.
void append_openings(const calendar& site, const programme::screen& s, programme::local_day d,
                     std::vector<programme::instant_range>& out);

}  // namespace bangtin::playlists::schedule
