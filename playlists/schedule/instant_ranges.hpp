// Sets of instants as lists of ranges: ascending, half-open, none empty, apart from each other.
#pragma once

#include <vector>

#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::schedule {

using instant_ranges = std::vector<programme::instant_range>;

// Brings ranges in any order into that form: empty ones go, those that touch or overlap become one.
void unite(instant_ranges& ranges);

// What is in both; what is in `a` and not in `b`. Linear.
instant_ranges common(const instant_ranges& a, const instant_ranges& b);
instant_ranges without(const instant_ranges& a, const instant_ranges& b);

bool contains(const instant_ranges& ranges, utc_ms t);

}  // namespace bangtin::playlists::schedule
