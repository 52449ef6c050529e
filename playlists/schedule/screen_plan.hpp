// What the timeline of one screen needs of a programme, looked up once and laid out flat. Internal to the
// timeline.
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

// One item of a playlist as the timeline sees it.
struct showing {
  milliseconds each{};     // of one page; of others the whole
  milliseconds total{};    // of all pages
  std::int32_t pages = 0;  // of a guide; else 0
};

// A campaign that applies to the screen.
struct contender {
  const programme::campaign* value;
  run_days days;
  std::int32_t index = 0;  // in programme.campaigns
  std::size_t level = 0;
  std::size_t number = 0;  // among the level's campaigns of its kind, by share or by cadence
  const std::vector<showing>* items = nullptr;
  milliseconds shortest{};  // slot of any of them
  std::int64_t step = 1;
  std::uint64_t seed = 0;  // of shuffle
};

// A playlist as the timeline sees it.
struct shown_playlist {
  std::vector<showing> items;
  milliseconds shortest{};  // of their slots
};

constexpr std::size_t level_count = 3;

struct screen_plan {
  screen_plan(const programme::programme& p, const programme::screen& on);
  screen_plan(const screen_plan&) = delete;
  screen_plan& operator=(const screen_plan&) = delete;

  calendar site;
  const programme::screen* on;
  std::vector<contender> contenders;                // by name: the smaller number wins a tie
  std::vector<share_scale> scales;                  // of each level
  std::array<std::size_t, level_count> cadences{};  // how many each level has
  std::unordered_map<std::string_view, shown_playlist> playlists;
};

}  // namespace bangtin::playlists::schedule
