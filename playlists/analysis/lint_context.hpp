// What the parts of `check` (lint.hpp) share: the programme's facts laid out once, what is known of each
// campaign so far, and the findings. Internal to lint.
#pragma once

#include <string>
#include <vector>

#include "playlists/analysis/finding.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/instant_ranges.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

struct list_facts {
  std::vector<milliseconds> totals;  // of each item
  milliseconds shortest{}, longest{};
  std::int64_t mean_us = 0;
};

// Screens that show the same: same opening hours, same campaigns. Indices into the programme, ascending.
struct alike_screens {
  std::vector<std::int32_t> screens;
  std::vector<std::int32_t> campaigns;
};

// What the calendar says of a campaign, on the best of its screens.
struct feasibility {
  bool runs = false;          // some day is its
  bool meets_screen = false;  // some window falls into opening hours
  bool is_heard = false;      // some of that is not silenced by a higher level
  milliseconds max_room{};    // the longest stretch of that up to a hard edge
  bool is_settled = false;    // there is room for every item: nothing more to find out
  utc_ms silenced_at{};       // an instant at which it was silenced, and where
  std::int32_t silenced_on = -1;
};

// Two takeovers by share that are active at once, and where that is so first.
struct takeover_overlap {
  std::int32_t first, second;
  std::size_t group;
  utc_ms from;
};

struct lint_context {
  lint_context(const programme::programme& programme_checked, utc_ms now, const horizon& how_far);

  const programme::programme& p;
  schedule::calendar site;
  programme::local_day today;
  horizon ahead;
  std::vector<list_facts> lists;         // of each playlist
  std::vector<std::int32_t> list_of;     // of each campaign
  std::vector<schedule::run_days> runs;  // of each campaign
  std::vector<alike_screens> groups;
  std::vector<feasibility> feasibilities;  // of each campaign
  std::vector<takeover_overlap> overlaps;
  bool calendar_done = false;  // all prospects are final
  std::vector<finding> findings;

  const programme::campaign& campaign_at(std::int32_t i) const {
    return p.campaigns[static_cast<std::size_t>(i)];
  }
  const list_facts& list_at(std::int32_t campaign) const;
  const schedule::run_days& runs_at(std::int32_t i) const { return runs[static_cast<std::size_t>(i)]; }
  feasibility& feasibility_at(std::int32_t campaign) {
    return feasibilities[static_cast<std::size_t>(campaign)];
  }
  // Whether the calendar rules out that it ever plays. Nothing is said before it is done.
  bool never_plays(std::int32_t campaign) const;
  const programme::screen& first_screen(const alike_screens& group) const;

  // With their quotes: "lobby"; "lobby", "market"; "lobby", "market", "hall" … (12).
  std::string names_of(const alike_screens& group) const;
  std::string names_of(const std::vector<std::int32_t>& campaigns) const;
  std::string date_text(programme::local_day d) const;  // 2026-10-10
  std::string instant_text(utc_ms t) const;             // 2026-10-10 17:30
  finding& add(severity s, finding_kind k, message what, message why, message remedy);
};

programme::local_day day_from(const programme::calendar_date& d);  // which has a year

// Fills in prospects and overlaps; whether the steps sufficed for all of it.
bool assess_feasibility(lint_context& s);  // prospects.cpp

// The parts, in the order in which they are called: each adds its findings.
void check_values(lint_context& s);    // advice_values.cpp
void check_overlays(lint_context& s);  // advice_overlays.cpp
void check_calendar(lint_context& s);  // advice_calendar.cpp
void check_days(lint_context& s);      // advice_days.cpp

}  // namespace bangtin::playlists::analysis
