// Requested airtime is virtual time: while a slot of length L plays at a level whose active shares sum to W,
// the level's clock advances by L / W, and a campaign asks for its share times the clock's advance while it
// was active. So the cost of a day is its slots plus its windows, not their product.
#include "admin-cli/views/preview_totals.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::campaign;
using playlists::schedule::slot;

struct change {
  utc_ms at;
  std::int32_t who;
  bool begins;
};

struct level_clock {
  std::int64_t active_shares = 0;
  double time = 0;  // ms of airtime per unit of share
};

}  // namespace

preview_totals::preview_totals(const playlists::programme::programme& p,
                               const playlists::programme::screen& on)
    : p_(p), site_(p.timezone), all_(p.campaigns.size() + 1) {
  for (std::size_t i = 0; i < all_.size(); ++i) all_[i].reached.campaign = static_cast<std::int32_t>(i) - 1;
  for (std::size_t i = 0; i < p.campaigns.size(); ++i) {
    const campaign& c = p.campaigns[i];
    if (!c.every && playlists::programme::applies_to(c, on))
      by_share_.push_back({static_cast<std::int32_t>(i), playlists::schedule::run_days(c, site_)});
  }
}

void preview_totals::add(playlists::programme::local_day day, const std::vector<slot>& slots) {
  for (const slot& s : slots) {
    airtime_part& part = all_[static_cast<std::size_t>(s.campaign + 1)].reached;
    part.airtime += s.to - s.from;
    if (s.page <= 1) ++part.plays;
    airtime_ += s.to - s.from;
  }
  add_asked(day, slots);
}

void preview_totals::add_asked(playlists::programme::local_day day, const std::vector<slot>& slots) {
  std::vector<change> changes;
  std::vector<playlists::programme::instant_range> windows;
  const playlists::schedule::calendar site = site_.near(day);
  for (const share_campaign& c : by_share_) {
    windows.clear();
    playlists::schedule::append_activity(site, c.days, day, windows);
    for (const playlists::programme::instant_range& w : windows) {
      changes.push_back({w.from, c.index, true});
      changes.push_back({w.to, c.index, false});
    }
  }
  std::sort(changes.begin(), changes.end(), [](const change& a, const change& b) { return a.at < b.at; });

  std::array<level_clock, 3> clocks;
  std::vector<double> asked(p_.campaigns.size());
  auto level_of = [&](std::int32_t i) -> level_clock& {
    return clocks[static_cast<std::size_t>(p_.campaigns[static_cast<std::size_t>(i)].level)];
  };
  auto next = changes.begin();
  auto apply_until = [&](utc_ms t) {
    for (; next != changes.end() && next->at <= t; ++next) {
      level_clock& clock = level_of(next->who);
      const int share = p_.campaigns[static_cast<std::size_t>(next->who)].share;
      clock.active_shares += next->begins ? share : -share;
      asked[static_cast<std::size_t>(next->who)] += (next->begins ? -1 : 1) * share * clock.time;
    }
  };
  for (const slot& s : slots) {
    if (s.reason != playlists::schedule::slot_reason::share) continue;
    // The timeline chose all pages of a guide when the first one began.
    if (s.page <= 1) apply_until(s.from);
    level_clock& clock = level_of(s.campaign);
    if (clock.active_shares > 0)
      clock.time += static_cast<double>((s.to - s.from).count()) / static_cast<double>(clock.active_shares);
  }
  apply_until(utc_ms::max());
  for (const share_campaign& c : by_share_) {
    all_[static_cast<std::size_t>(c.index + 1)].asked +=
        milliseconds(std::llround(asked[static_cast<std::size_t>(c.index)]));
  }
}

std::vector<campaign_total> preview_totals::totals() const {
  std::vector<campaign_total> shown;
  for (const campaign_total& t : all_) {
    if (t.reached.airtime.count() > 0 || t.asked.count() > 0) shown.push_back(t);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const campaign_total& a, const campaign_total& b) {
    return a.reached.airtime > b.reached.airtime;
  });
  return shown;
}

}  // namespace bangtin::admin_cli::views
