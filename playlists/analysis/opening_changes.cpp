// Hours repeat weekly, so a week has all of them.
#include "playlists/analysis/opening_changes.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "playlists/schedule/instant_ranges.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::analysis {

namespace {

constexpr std::chrono::days looks_ahead{7};

schedule::instant_ranges week_of(const schedule::calendar& site, const programme::screen& s, utc_ms now) {
  schedule::instant_ranges open;
  const programme::local_day today = site.day_of(now);
  for (programme::local_day d = today; d <= today + looks_ahead; d += std::chrono::days(1))
    schedule::append_openings(site, s, d, open);
  std::erase_if(open, [&](const programme::instant_range& r) { return r.to <= now; });
  for (programme::instant_range& r : open) r.from = std::max(r.from, now);
  return open;
}

bool among(const schedule::instant_ranges& all, utc_ms t) {
  return std::any_of(all.begin(), all.end(), [&](const auto& r) { return r.from <= t && t < r.to; });
}

// What comes again at the same time of another day is told once.
std::vector<opening_change> without_repetitions(const std::vector<opening_change>& all) {
  std::vector<opening_change> first;
  for (const opening_change& c : all) {
    const bool is_told = std::any_of(first.begin(), first.end(), [&](const opening_change& f) {
      const bool same_time = (c.from - f.from) % std::chrono::days(1) == std::chrono::milliseconds(0);
      return same_time && c.to - c.from == f.to - f.from && c.opens == f.opens;
    });
    if (!is_told && first.size() < max_openings) first.push_back(c);
  }
  return first;
}

}  // namespace

std::vector<opening_change> opening_changes(const schedule::calendar& before, const programme::screen& was,
                                            const schedule::calendar& after, const programme::screen& is,
                                            utc_ms now) {
  const schedule::instant_ranges old_hours = week_of(before, was, now), new_hours = week_of(after, is, now);
  std::set<utc_ms> edges;
  for (const schedule::instant_ranges* hours : {&old_hours, &new_hours}) {
    for (const programme::instant_range& r : *hours) edges.insert({r.from, r.to});
  }
  std::vector<opening_change> changes;
  for (auto edge = edges.begin(); edge != edges.end() && std::next(edge) != edges.end(); ++edge) {
    const bool is_open = among(new_hours, *edge);
    if (among(old_hours, *edge) == is_open) continue;
    const bool goes_on = !changes.empty() && changes.back().to == *edge && changes.back().opens == is_open;
    if (goes_on) {
      changes.back().to = *std::next(edge);
    } else {
      changes.push_back({*edge, *std::next(edge), is_open});
    }
  }
  // The last one goes on beyond the week.
  if (changes.size() > 1 && changes.back().to == *edges.rbegin()) changes.pop_back();
  return without_repetitions(changes);
}

}  // namespace bangtin::playlists::analysis
