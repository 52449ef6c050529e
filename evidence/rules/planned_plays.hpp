// Which plays the timeline of a programme has on one screen: the same pure function by which the screen
// plays.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "evidence/record.hpp"
#include "evidence/rules/play_rules.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::evidence::rules {

// The plays of one programme on one screen. Keeps the days asked for last, so that consecutive questions cost
// a search in memory. Not thread-safe.
class planned_plays {
 public:
  // `programme` passed check_references.
  planned_plays(std::shared_ptr<const playlists::programme::programme> programme, const std::string& screen);

  // Whether the programme plans exactly this play: campaign, media item, planned start and planned time (of
  // pages: from the first page to the end of the last). No days outside the programme's validity are
  // computed.
  bool contains(const play_facts& play);
  programme_facts facts_of(const play_facts& play);

 private:
  struct planned {
    utc_ms from, to;
    std::int32_t campaign, item;
  };
  struct day {
    playlists::programme::local_day date;
    std::vector<planned> plays;
  };
  const day& day_at(utc_ms t);
  std::vector<planned> plays_of(playlists::programme::local_day d) const;

  static constexpr std::size_t max_days = 8;

  std::shared_ptr<const playlists::programme::programme> programme_;
  const playlists::programme::screen* on_;
  std::unique_ptr<const playlists::schedule::planner> planner_;
  std::list<day> days_;                                // the one asked for last first
  playlists::programme::instant_range front_range_{};  // of the first of them
};

}  // namespace bangtin::evidence::rules
