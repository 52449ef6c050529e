// Judges the records of a theatre's plays by the rule of counting, as the daemon does.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "evidence/rules/planned_plays.hpp"
#include "evidence/rules/play_rules.hpp"
#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {

struct judged_play {
  kept records;
  evidence::rules::verdict verdict;
};

// The verdicts in the order of the ENDs. All records belong to one boot, whose clock is trusted.
inline std::vector<judged_play> judged(const theatre& t,
                                       const std::vector<playlists::programme::programme>& approved,
                                       const std::string& screen = "lobby") {
  namespace rules = evidence::rules;
  std::map<digest, rules::planned_plays> shelf;
  for (const auto& p : approved) {
    ready_programme r = ready(p);
    shelf.emplace(r.programme_digest, rules::planned_plays(r.value, screen));
  }
  std::vector<kept> plays = t.kept_plays();
  std::stable_sort(plays.begin(), plays.end(),
                   [](const kept& a, const kept& b) { return a.end && b.end && a.end->mono < b.end->mono; });
  rules::placement in_boot;
  std::vector<rules::claim> claims;
  std::vector<judged_play> all;
  for (const kept& k : plays) {
    rules::play_case c;
    c.start = &*k.start;
    c.end = k.end ? &*k.end : nullptr;
    c.at = {k.start->utc, k.start->clock, {}};
    c.received = t.now.utc + std::chrono::hours(24 * 365);
    auto found = shelf.find(k.start->play->programme);
    if (found != shelf.end()) c.programme = found->second.facts_of(*k.start->play);
    rules::place_in_boot placed;
    if (c.end != nullptr) placed = rules::place(in_boot, *c.start, *c.end);
    c.fits_in_boot = placed.fits;
    rules::verdict v = rules::judge(c);
    if (v.where != rules::column::uncounted) {
      rules::showing s = rules::showing_of(*c.start, *c.end);
      utc_ms from = k.start->utc + (s.from - k.start->mono);
      rules::claim mine{from,
                        k.start->utc + (placed.until - k.start->mono),
                        k.start->play->planned_start,
                        rules::identity_of(*k.start->play),
                        v.where == rules::column::plays,
                        s.from};
      for (const rules::claim& other : claims) {
        if (std::string_view why = rules::clash(other, mine); !why.empty()) {
          v = {rules::column::uncounted, std::string(why)};
        }
      }
      claims.push_back(mine);
    }
    all.push_back({k, v});
  }
  return all;
}

}  // namespace bangtin::player::core
