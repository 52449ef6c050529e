// Random programmes with many edge cases, for properties: windows that touch and overlap, days on which
// clocks change or that do not exist, items from very short to longer than the opening hours, cadences that
// cannot be met, guides, all levels at once. They obey every rule of programme_check.hpp, and shrink towards
// one screen that is always open in Vietnam, without campaigns.
#pragma once

#include <rapidcheck.h>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::playlists::testing {

struct site_shape {
  bool shuffle = true;      // some campaigns are shuffled
  bool only_share = false;  // one level and no cadence
};

struct site {
  programme::programme p;  // 1 to 3 screens, 0 to 6 campaigns
  programme::local_day day;
};

// A screen's day usually has a few hundred slots at most, and never more than about ten thousand.
site random_site(const site_shape& shape = {});

// A number from the running property's generator; both ends included; shrinks towards `from`.
int number(int from, int to);
inline bool one_in(int n) {
  return number(0, n - 1) == n - 1;
}  // shrinks towards false
template <class T>
T one_of(std::initializer_list<T> values) {  // shrinks towards the first
  return *(values.begin() + number(0, static_cast<int>(values.size()) - 1));
}

}  // namespace bangtin::playlists::testing
