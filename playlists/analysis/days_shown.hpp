// Measures what a group of alike screens shows over some days, from its timeline, and compares it with what
// the campaigns ask for. Internal to lint.
#pragma once

#include <array>
#include <vector>

#include "playlists/analysis/lint_context.hpp"

namespace bangtin::playlists::analysis {

// The kind of edge at which the slate ended.
enum class hard_edge { day_ends, screen_closes, takeover_begins };

// A stretch of slate: no offered item fitted before the edge.
struct slate_wait {
  utc_ms from{}, to{};
  hard_edge edge = hard_edge::day_ends;
  std::int32_t takeover = -1;         // the one that begins at the edge, if any
  std::vector<std::int32_t> waiting;  // campaigns by share that were active but had no item that fits
};

constexpr std::chrono::minutes long_wait{5};

struct days_shown {
  struct of_campaign {
    milliseconds airtime{};
    // by share: its part, by the shares active, of the time in which its level plays; rounded
    milliseconds asked{};
    milliseconds active{};   // time in which its level was asked while it was active; also for cadences
    milliseconds allowed{};  // by share: how far airtime may deviate when nothing disturbs the queueing
  };
  std::vector<of_campaign> campaigns;  // as in group.campaigns
  // for each day: whether the screen was open, whether any campaign came on
  std::vector<bool> open, shown;
  slate_wait max_wait;
  int waits = 0;  // number of those of at least `long_wait`
  // The highest load that cadences ask for at one time, in millionths of the whole time; when, and which
  // cadences.
  std::int64_t max_load = 0;
  utc_ms load_at{};
  std::vector<std::int32_t> loading;
  int days = 0;  // number of days measured
};

// Measures up to s.ahead.days days from today on. Counts `steps` down; measures fewer days if they run out.
days_shown measure(const lint_context& s, const alike_screens& group, std::int64_t& steps);

}  // namespace bangtin::playlists::analysis
