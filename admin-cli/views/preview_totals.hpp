// Compares the airtime of each campaign over some days with what its share asks for. Pure.
#pragma once

#include <vector>

#include "admin-cli/views/preview_runs.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/schedule/window.hpp"

namespace bangtin::admin_cli::views {

struct campaign_total {
  airtime_part reached;
  // The airtime that the share alone would have given: for every slot by share that begins at the campaign's
  // level while the campaign is active, the part share / (sum of the shares active then). 0 for a cadence and
  // the slate. For display; rounding may be off by a millisecond a day.
  milliseconds asked{};
};

// Add the days one after the other. The programme and the screen must outlive this object.
class preview_totals {
 public:
  preview_totals(const playlists::programme::programme& p, const playlists::programme::screen& on);
  void add(playlists::programme::local_day day, const std::vector<playlists::schedule::slot>& slots);
  // Campaigns that had a slot or asked for one, sorted by airtime, the most first, then by index.
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
  std::vector<share_campaign> by_share_;  // the screen's campaigns by share
  std::vector<campaign_total> all_;       // at index + 1; the slate is at 0
  milliseconds airtime_{};
};

}  // namespace bangtin::admin_cli::views
