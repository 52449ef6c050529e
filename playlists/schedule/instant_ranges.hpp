// Sets of instants, represented as lists of ranges that are ascending, half-open, not empty and do not touch.
#pragma once

#include <vector>

#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::schedule {

using instant_ranges = std::vector<programme::instant_range>;

// Normalizes ranges in any order: removes empty ones and merges those that touch or overlap.
void unite(instant_ranges& ranges);

// The intersection; the difference `a` minus `b`. Linear time.
instant_ranges common(const instant_ranges& a, const instant_ranges& b);
instant_ranges without(const instant_ranges& a, const instant_ranges& b);

bool contains(const instant_ranges& ranges, utc_ms t);

}  // namespace bangtin::playlists::schedule
