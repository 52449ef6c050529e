// Walks day by day until it finds something. A day on which a campaign does not run costs one look-up of its
// date.
#include "playlists/analysis/next_activity.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bangtin::playlists::analysis {

namespace {

using std::chrono::days;

std::optional<utc_ms> first_begun_after(const std::vector<programme::instant_range>& ranges, utc_ms t) {
  for (const programme::instant_range& r : ranges) {
    if (r.from > t) return r.from;
  }
  return std::nullopt;
}

// A window with the same hours on this weekday only, whatever the campaign's dates.
programme::run_window hours_begun_on(programme::local_day d, const programme::run_window& w) {
  programme::run_window only_hours;
  only_hours.hours = w.hours;
  only_hours.days = static_cast<programme::weekday_set>(1U << (std::chrono::weekday(d).iso_encoding() - 1));
  return only_hours;
}

// The first instant from `at` on that is in a range of both lists.
std::optional<utc_ms> first_in_both(const std::vector<programme::instant_range>& a,
                                    const std::vector<programme::instant_range>& b, utc_ms at) {
  std::optional<utc_ms> first;
  for (const programme::instant_range& one : a) {
    for (const programme::instant_range& other : b) {
      const utc_ms from = std::max({one.from, other.from, at});
      if (from < std::min(one.to, other.to) && (!first || from < *first)) first = from;
    }
  }
  return first;
}

}  // namespace

std::optional<utc_ms> next_activity(const schedule::calendar& site, const schedule::run_days& c,
                                    utc_ms after) {
  const programme::local_day today = site.day_of(after);
  std::vector<programme::instant_range> windows;
  bool ran = c.holds(today - days(1));
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    // Yesterday's hours may also begin today, if a clock change skips their beginning before midnight.
    const bool ran_yesterday = std::exchange(ran, c.holds(d));
    if (!ran && !ran_yesterday) continue;
    windows.clear();
    schedule::append_activity(site.near(d), c, d, windows);
    if (auto found = first_begun_after(windows, after)) return found;
  }
  return std::nullopt;
}

std::optional<utc_ms> next_opening(const schedule::calendar& site, const programme::screen& s, utc_ms after) {
  const programme::local_day today = site.day_of(after);
  std::vector<programme::instant_range> openings;
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    openings.clear();
    schedule::append_openings(site.near(d), s, d, openings);
    if (auto found = first_begun_after(openings, after)) return found;
  }
  return std::nullopt;
}

std::optional<utc_ms> next_run(const schedule::calendar& site, const schedule::run_days& c,
                               std::span<const programme::screen* const> on, utc_ms at) {
  std::vector<const programme::screen*> different;  // screens of the same hours need one look
  for (const programme::screen* s : on) {
    if (std::none_of(different.begin(), different.end(), [&](const auto* d) { return d->open == s->open; }))
      different.push_back(s);
  }
  const programme::local_day today = site.day_of(at);
  std::vector<programme::instant_range> windows, openings;
  bool ran = c.holds(today - days(1));
  for (programme::local_day d = today; !different.empty() && d <= today + next_activity_horizon;
       d += days(1)) {
    const bool ran_yesterday = std::exchange(ran, c.holds(d));
    if (!ran && !ran_yesterday) continue;
    const schedule::calendar near = site.near(d);
    windows.clear();
    schedule::append_activity(near, c, d, windows);
    std::optional<utc_ms> first;
    for (const programme::screen* s : different) {
      openings.clear();
      schedule::append_openings(near, *s, d, openings);
      std::optional<utc_ms> here = first_in_both(windows, openings, at);
      if (here && (!first || *here < *first)) first = here;
    }
    if (first) return first;
  }
  return std::nullopt;
}

std::optional<utc_ms> activity_ends(const schedule::calendar& site, std::span<const schedule::run_days> any,
                                    utc_ms from) {
  const programme::local_day today = site.day_of(from);
  std::vector<programme::instant_range> windows;
  utc_ms lasts_to = from;
  for (programme::local_day d = today; d <= today + next_activity_horizon; d += days(1)) {
    const schedule::calendar near = site.near(d);
    windows.clear();
    for (const schedule::run_days& c : any) schedule::append_activity(near, c, d, windows);
    std::sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (const programme::instant_range& w : windows) {
      if (w.from <= lasts_to) lasts_to = std::max(lasts_to, w.to);
    }
    if (lasts_to < near.day(d).to) return lasts_to;
  }
  return std::nullopt;
}

inactivity why_inactive(const schedule::calendar& site, const schedule::run_days& c, utc_ms at) {
  const programme::local_day today = site.day_of(at);
  std::vector<programme::instant_range> would_hold;
  for (programme::local_day begun : {today, today - days(1), today - days(2)}) {
    would_hold.clear();
    schedule::append_activity(site, hours_begun_on(begun, c.of()), today, would_hold);
    if (holding(would_hold, at) == nullptr) continue;
    if (auto o = c.obstacle(begun)) return {o, begun};
  }
  return {c.obstacle(today), today};
}

const programme::instant_range* holding(std::span<const programme::instant_range> ranges, utc_ms t) {
  auto found = std::find_if(ranges.begin(), ranges.end(),
                            [&](const programme::instant_range& r) { return r.from <= t && t < r.to; });
  return found == ranges.end() ? nullptr : &*found;
}

}  // namespace bangtin::playlists::analysis
