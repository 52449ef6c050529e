// Joins each campaign's slots to spans in which it keeps returning. Cuts the day where a span begins or ends
// and where the screen closes, and joins neighbours with the same campaigns again.
#include "admin-cli/views/preview_runs.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bangtin::admin_cli::views {

namespace {

using playlists::schedule::slot;

std::vector<utc_ms> edges_of(const std::vector<slot>& slots) {
  struct span {
    utc_ms from, to;
  };
  std::map<std::int32_t, span> open;
  std::set<utc_ms> begins, ends;
  std::set<utc_ms> hard{slots.front().from, slots.back().to};
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const slot& s = slots[i];
    if (i > 0 && slots[i - 1].to < s.from) {
      hard.insert(slots[i - 1].to);
      hard.insert(s.from);
    }
    auto [at, is_new] = open.try_emplace(s.campaign, span{s.from, s.to});
    bool came_back = !is_new && s.from - at->second.to > turn_gap;
    if (is_new || came_back) begins.insert(s.from);
    if (came_back) ends.insert(at->second.to);
    at->second.to = s.to;
  }
  for (const auto& [campaign, last] : open) ends.insert(last.to);
  std::vector<utc_ms> edges(hard.begin(), hard.end());
  // Beginnings first: where one campaign follows another, the new one's first slot is the edge.
  for (const std::set<utc_ms>* soft : {&begins, &ends}) {
    for (utc_ms edge : *soft) {
      bool near = std::any_of(edges.begin(), edges.end(),
                              [&](utc_ms other) { return std::chrono::abs(edge - other) < same_edge; });
      if (!near) edges.push_back(edge);
    }
  }
  std::sort(edges.begin(), edges.end());
  return edges;
}

std::vector<airtime_part> add_up(std::vector<slot>::const_iterator from,
                                 std::vector<slot>::const_iterator to) {
  std::map<std::int32_t, airtime_part> by_campaign;
  for (auto s = from; s != to; ++s) {
    airtime_part& part = by_campaign[s->campaign];
    part.campaign = s->campaign;
    part.airtime += s->to - s->from;
    if (s->page <= 1) ++part.plays;
  }
  std::vector<airtime_part> parts;
  for (const auto& [campaign, part] : by_campaign) parts.push_back(part);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const airtime_part& a, const airtime_part& b) { return a.airtime > b.airtime; });
  return parts;
}

bool same_campaigns(const preview_run& a, const preview_run& b) {
  auto names = [](const preview_run& r) {
    std::set<std::int32_t> all;
    for (const airtime_part& p : r.parts) all.insert(p.campaign);
    return all;
  };
  return names(a) == names(b);
}

// Merges `next` into `into`.
void join(preview_run& into, const preview_run& next) {
  into.to = next.to;
  for (const airtime_part& part : next.parts) {
    for (airtime_part& mine : into.parts) {
      if (mine.campaign != part.campaign) continue;
      mine.airtime += part.airtime;
      mine.plays += part.plays;
    }
  }
}

}  // namespace

std::vector<preview_run> runs_of(const std::vector<slot>& slots) {
  std::vector<preview_run> runs;
  if (slots.empty()) return runs;
  std::vector<utc_ms> edges = edges_of(slots);
  auto next = slots.begin();
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    auto first = next;
    while (next != slots.end() && next->from < edges[i + 1]) ++next;
    preview_run run{edges[i], edges[i + 1], add_up(first, next)};
    if (!runs.empty() && same_campaigns(runs.back(), run)) {
      join(runs.back(), run);
    } else {
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

}  // namespace bangtin::admin_cli::views
