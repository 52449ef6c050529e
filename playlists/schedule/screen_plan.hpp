// The parts of a programme that the timeline of one screen needs, looked up once and stored flat. Internal to
// the timeline.
#pragma once

#include <array>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/virtual_time.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::playlists::schedule {

// One item of a playlist as the timeline needs it.
struct showing {
  milliseconds each{};     // of one page of a guide; otherwise the whole
  milliseconds total{};    // of all pages
  std::int32_t pages = 0;  // of a guide; else 0
};

// A campaign that applies to the screen.
struct contender {
  const programme::campaign* value;
  run_days days;
  std::int32_t index = 0;  // in programme.campaigns
  std::size_t level = 0;
  std::size_t number = 0;  // index among the level's campaigns of its kind: by share or by cadence
  const std::vector<showing>* items = nullptr;
  milliseconds shortest{};  // the shortest slot of its items
  std::int64_t step = 1;
  std::uint64_t seed = 0;  // of shuffle
};

// A playlist as the timeline needs it.
struct shown_playlist {
  std::vector<showing> items;
  milliseconds shortest{};  // the shortest of their slots
};

constexpr std::size_t level_count = 3;

struct screen_plan {
  screen_plan(const programme::programme& p, const programme::screen& on);
  screen_plan(const screen_plan&) = delete;
  screen_plan& operator=(const screen_plan&) = delete;

  calendar site;
  const programme::screen* on;
  std::vector<contender> contenders;                // by name: the smaller index wins a tie
  std::vector<share_scale> scales;                  // of each level
  std::array<std::size_t, level_count> cadences{};  // number of cadences in each level
  std::unordered_map<std::string_view, shown_playlist> playlists;
};

}  // namespace bangtin::playlists::schedule
