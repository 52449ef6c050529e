// What a group of alike screens shows over some days, measured from its timeline and held against what the
// campaigns ask for. Internal to advice.
#pragma once

#include <array>
#include <vector>

#include "playlists/analysis/lint_context.hpp"

namespace bangtin::playlists::analysis {

// Why the slate ended.
enum class hard_edge { day_ends, screen_closes, takeover_begins };

// A stretch of slate because no item that was offered fitted before the edge.
struct slate_wait {
  utc_ms from{}, to{};
  hard_edge edge = hard_edge::day_ends;
  std::int32_t takeover = -1;         // which begins
  std::vector<std::int32_t> waiting;  // campaigns by share that had nothing that fits
};

constexpr std::chrono::minutes long_wait{5};

struct days_shown {
  struct of_campaign {
    milliseconds airtime{};
    milliseconds asked{};    // by share: the time of its level's playing, by shares of those active; rounded
    milliseconds active{};   // of that, or of a cadence: time in which its level was asked at all
    milliseconds allowed{};  // by share: how far airtime may be off where nothing disturbs
  };
  std::vector<of_campaign> campaigns;  // as in group.campaigns
  std::vector<bool> open, shown;       // of each day: was the screen open, did any campaign come on
  slate_wait max_wait;
  int waits = 0;  // of at least `long_wait`
  // The most that cadences ask for at once, in millionths of all the time, when, and which.
  std::int64_t max_load = 0;
  utc_ms load_at{};
  std::vector<std::int32_t> loading;
  int days = 0;  // that were measured
};

// Measures up to s.ahead.days days from today on, fewer when `steps` (counted down) do not suffice.
days_shown measure(const lint_context& s, const alike_screens& group, std::int64_t& steps);

}  // namespace bangtin::playlists::analysis
