// What the parts of `check` (lint.hpp) share: facts about the programme, prepared once; what is known so far
// about each campaign; and the findings. Internal to lint.
#pragma once

#include <string>
#include <vector>

#include "playlists/analysis/finding.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/instant_ranges.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

struct list_facts {
  std::vector<milliseconds> totals;  // length of each item
  milliseconds shortest{}, longest{};
  std::int64_t mean_us = 0;
};

// Screens that show the same, because they have the same opening hours and the same campaigns. Indices into
// the programme, ascending.
struct alike_screens {
  std::vector<std::int32_t> screens;
  std::vector<std::int32_t> campaigns;
};

// What the calendar says about a campaign, on the best of its screens.
struct feasibility {
  bool runs = false;          // some day belongs to it
  bool meets_screen = false;  // some of its windows overlaps the opening hours
  bool is_heard = false;      // in some of that overlap no higher level silences it
  milliseconds max_room{};    // the longest such stretch up to a hard edge
  bool is_settled = false;    // every item has room: no need to look further
  utc_ms silenced_at{};       // an instant at which it was silenced, and the screens on which
  std::int32_t silenced_on = -1;
};

// Two takeovers by share that are active at once, with the first time and screens where that happens.
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
  bool calendar_done = false;  // all feasibilities are final
  std::vector<finding> findings;

  const programme::campaign& campaign_at(std::int32_t i) const {
    return p.campaigns[static_cast<std::size_t>(i)];
  }
  const list_facts& list_at(std::int32_t campaign) const;
  const schedule::run_days& runs_at(std::int32_t i) const { return runs[static_cast<std::size_t>(i)]; }
  feasibility& feasibility_at(std::int32_t campaign) {
    return feasibilities[static_cast<std::size_t>(campaign)];
  }
  // Whether the calendar proves that the campaign never plays. False until the calendar is done.
  bool never_plays(std::int32_t campaign) const;
  const programme::screen& first_screen(const alike_screens& group) const;

  // Quoted, and shortened: "lobby"; "lobby", "market"; "lobby", "market", "hall" … (12).
  std::string names_of(const alike_screens& group) const;
  std::string names_of(const std::vector<std::int32_t>& campaigns) const;
  std::string date_text(programme::local_day d) const;  // 2026-10-10
  std::string instant_text(utc_ms t) const;             // 2026-10-10 17:30
  finding& add(severity s, finding_kind k, message what, message why, message remedy);
};

// The duration in words, as an argument of a message.
std::string in_words(milliseconds d);
programme::local_day day_from(const programme::calendar_date& d);  // the date must have a year

// Fills in feasibilities and overlaps. Returns whether the steps sufficed for all of it.
bool assess_feasibility(lint_context& s);  // feasibility.cpp

// The parts, in the order of their calls; each adds its findings.
void check_values(lint_context& s);    // lint_values.cpp
void check_overlays(lint_context& s);  // lint_overlays.cpp
void check_calendar(lint_context& s);  // lint_calendar.cpp
void check_shares(lint_context& s);    // lint_shares.cpp
void check_days(lint_context& s);      // lint_days.cpp

}  // namespace bangtin::playlists::analysis
