// Ranges of dates of which people leave out the years. Pure.
#pragma once

#include <optional>

#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

struct date_range {
  std::optional<playlists::programme::calendar_date> from, to;  // both included; empty: open
  bool operator==(const date_range&) const = default;
};

// Gives an end that was typed without a year (year 0) its year; what was typed wins over what `kept` has.
//
// Two ends without years mean the season that runs today or, where none does, the next one; it is shorter
// than a year and may cross New Year. A first day alone is the next such day; before a last day with a year
// it belongs to that one's year, or to the year before. A last day alone is the next such day, on or after a
// first day that was typed. Today is the next such day.
//
// Nothing for a day that no such year has. The ends may be in the wrong order where one has a year.
std::optional<date_range> with_years(const date_range& typed, const date_range& kept,
                                     const playlists::programme::calendar_date& today);

// The year of a day without one that stands for itself in the range: of the next such day that is in it, else
// of the first one that is; else of the next such day.
std::optional<playlists::programme::calendar_date> day_within(
    const playlists::programme::calendar_date& day, const date_range& range,
    const playlists::programme::calendar_date& today);

}  // namespace bangtin::admin_cli::views
