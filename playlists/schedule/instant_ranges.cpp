#include "playlists/schedule/instant_ranges.hpp"

#include <algorithm>

namespace bangtin::playlists::schedule {

void unite(instant_ranges& ranges) {
  std::erase_if(ranges, [](const programme::instant_range& r) { return r.from >= r.to; });
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  std::size_t kept = 0;
  for (const programme::instant_range& r : ranges) {
    if (kept > 0 && r.from <= ranges[kept - 1].to) {
      ranges[kept - 1].to = std::max(ranges[kept - 1].to, r.to);
    } else {
      ranges[kept++] = r;
    }
  }
  ranges.resize(kept);
}

instant_ranges common(const instant_ranges& a, const instant_ranges& b) {
  instant_ranges both;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    programme::instant_range r{std::max(x->from, y->from), std::min(x->to, y->to)};
    if (r.from < r.to) both.push_back(r);
    if (x->to < y->to) {
      ++x;
    } else {
      ++y;
    }
  }
  return both;
}

instant_ranges without(const instant_ranges& a, const instant_ranges& b) {
  instant_ranges rest;
  auto hole = b.begin();
  for (const programme::instant_range& r : a) {
    utc_ms from = r.from;
    while (hole != b.end() && hole->to <= from) ++hole;
    // A hole may reach into the next range, so the next range starts with it again.
    for (auto h = hole; h != b.end() && h->from < r.to; ++h) {
      if (from < h->from) rest.push_back({from, h->from});
      from = std::max(from, h->to);
    }
    if (from < r.to) rest.push_back({from, r.to});
  }
  return rest;
}

bool contains(const instant_ranges& ranges, utc_ms t) {
  auto after =
      std::upper_bound(ranges.begin(), ranges.end(), t, [](utc_ms i, const auto& r) { return i < r.from; });
  return after != ranges.begin() && t < std::prev(after)->to;
}

}  // namespace bangtin::playlists::schedule
