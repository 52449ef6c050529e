// Stores the windows of the surrounding days as instants, clipped to the day and never merged. Each query
// finds out again whether two windows touch, by looking for one that reaches the other's beginning.
#include "playlists/schedule/slow_day.hpp"

#include <date/tz.h>

#include <algorithm>

#include "playlists/schedule/slow_dates.hpp"

namespace bangtin::playlists::testing {

namespace {

using std::chrono::days;
using std::chrono::hours;

enum class role { beginning, end };

// The instant at which the zone's wall clock shows the time, by the rules of docs/timeline.md.
utc_ms instant(const date::time_zone& zone, programme::local_day d, milliseconds wall, role r) {
  date::local_time<milliseconds> shown(d.time_since_epoch() + wall);
  bool midnight = shown == date::floor<date::days>(shown);
  date::local_info info = zone.get_info(shown);
  if (info.result == date::local_info::nonexistent) return utc_ms(info.first.end.time_since_epoch());
  bool second = info.result == date::local_info::ambiguous && r == role::end && !midnight;
  return utc_ms(shown.time_since_epoch() - (second ? info.second : info.first).offset);
}

programme::instant_range window_of(const date::time_zone& zone, programme::local_day d,
                                   const programme::day_hours& h) {
  programme::local_day last = h.to <= h.from ? d + days(1) : d;
  return {instant(zone, d, h.from, role::beginning), instant(zone, last, h.to, role::end)};
}

}  // namespace

showing showing_of(const programme::programme& p, const programme::playlist_item& item) {
  for (const programme::media_item& m : p.media) {
    if (m.name != item.media) continue;
    milliseconds otherwise = m.kind == programme::media_kind::video ? m.duration : milliseconds(10'000);
    bool guide = m.kind == programme::media_kind::pages;
    return {item.duration.value_or(otherwise), guide ? m.pages : 1, guide};
  }
  throw std::logic_error("no media item " + item.media);
}

bool slow_applies_to(const programme::campaign& c, const programme::screen& s) {
  for (const std::string& word : c.screens) {
    if (word == "all" || word == s.name) return true;
    for (const std::string& group : s.groups) {
      if (word == "@" + group) return true;
    }
  }
  return false;
}

slow_day::slow_day(const programme::programme& p, const programme::screen& on, programme::local_day d)
    : p_(p) {
  const date::time_zone& zone = *date::locate_zone(p.timezone);
  day_ = {instant(zone, d, {}, role::beginning), instant(zone, d + days(1), {}, role::beginning)};
  if (on.open.empty()) openings_.push_back(day_);
  // If clocks go back across midnight, a window that begins two days earlier can reach into this day.
  for (programme::local_day begin = d - days(2); begin <= d + days(1); begin += days(1)) {
    for (const programme::opening& o : on.open) {
      unsigned bit = std::chrono::weekday(begin).iso_encoding() - 1;
      if ((o.days >> bit & 1) != 0) add(openings_, window_of(zone, begin, o.hours));
    }
  }
  for (const programme::campaign& c : p.campaigns) {
    windows found;
    for (programme::local_day begin = d - days(2); begin <= d + days(1) && slow_applies_to(c, on);
         begin += days(1)) {
      if (!slow_runs_on(c, begin)) continue;
      if (c.hours.empty()) add(found, window_of(zone, begin, {{}, hours(24)}));
      for (const programme::day_hours& h : c.hours) add(found, window_of(zone, begin, h));
    }
    windows_.push_back(found);
  }
}

void slow_day::add(windows& to, const programme::instant_range& w) const {
  programme::instant_range clipped{std::max(w.from, day_.from), std::min(w.to, day_.to)};
  if (clipped.from < clipped.to) to.push_back(clipped);
}

bool slow_day::covers(const windows& all, utc_ms t) {
  return std::any_of(all.begin(), all.end(),
                     [&](const programme::instant_range& w) { return w.from <= t && t < w.to; });
}

utc_ms slow_day::began(const windows& all, utc_ms t) {
  utc_ms earliest = t;
  for (bool moved = true; moved;) {
    moved = false;
    for (const programme::instant_range& w : all) {
      if (w.from < earliest && earliest <= w.to) {
        earliest = w.from;
        moved = true;
      }
    }
  }
  return earliest;
}

utc_ms slow_day::next_opening(utc_ms t) const {
  utc_ms next = day_.to;
  for (const programme::instant_range& w : openings_) {
    if (w.from > t) next = std::min(next, w.from);
  }
  return next;
}

utc_ms slow_day::next_edge(utc_ms t) const {
  utc_ms edge = t;  // becomes the instant at which the screen closes
  for (bool moved = true; moved;) {
    moved = false;
    for (const programme::instant_range& w : openings_) {
      if (w.from <= edge && edge < w.to) {
        edge = w.to;
        moved = true;
      }
    }
  }
  for (std::size_t i = 0; i < p_.campaigns.size(); ++i) {
    if (p_.campaigns[i].level != programme::level::takeover || p_.campaigns[i].every) continue;
    for (utc_ms begin : beginnings(i)) {
      if (begin > t) edge = std::min(edge, begin);
    }
  }
  return edge;
}

std::vector<utc_ms> slow_day::beginnings(std::size_t campaign) const {
  std::vector<utc_ms> found;
  for (const programme::instant_range& w : windows_[campaign]) {
    bool is_new = std::find(found.begin(), found.end(), w.from) == found.end();
    if (is_new && began(windows_[campaign], w.from) == w.from) found.push_back(w.from);
  }
  return found;
}

}  // namespace bangtin::playlists::testing
