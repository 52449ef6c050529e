// What each campaign got over some days, and what its share asked for. Pure.
#pragma once

#include <vector>

#include "admin-cli/views/preview_runs.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::admin_cli::views {

struct campaign_total {
  airtime_part reached;
  // Airtime that the share alone would have given: of every slot by share of the campaign's level that begins
  // while the campaign is active, the part share / (sum of the shares active then). 0 for a cadence and the
  // slate. For people; rounding may be off by a millisecond a day.
  milliseconds asked{};
};

// Add the days one after the other; the programme and the screen outlive it.
class preview_totals {
 public:
  preview_totals(const playlists::programme::programme& p, const playlists::programme::screen& on);
  void add(playlists::programme::local_day day, const std::vector<playlists::schedule::slot>& slots);
  // Campaigns that had a slot or asked for one, the most airtime first, then by index.
  std::vector<campaign_total> totals() const;
  milliseconds airtime() const { return airtime_; }

 private:
  void add_asked(playlists::programme::local_day day, const std::vector<playlists::schedule::slot>& slots);

  const playlists::programme::programme& p_;
  struct share_campaign {
    std::int32_t index;
    playlists::schedule::run_days days;
  };
  playlists::schedule::calendar site_;
  std::vector<share_campaign> by_share_;  // of the screen
  std::vector<campaign_total> all_;       // by index + 1; the slate is 0
  milliseconds airtime_{};
};

}  // namespace bangtin::admin_cli::views
