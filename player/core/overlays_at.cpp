// The conductor asks once per change, so each call computes the day's windows of every ticker again. The
// answer is valid between the nearest edges of these windows, within the day.
#include "player/core/overlays_at.hpp"

#include <algorithm>

#include "playlists/schedule/window.hpp"

namespace bangtin::player::core {

namespace {

constexpr std::string_view between = "   •   ";

// Narrows [d.from, d.to) until no edge of `ranges` lies inside it. Returns whether one of them contains `at`.
bool is_on(const std::vector<playlists::programme::instant_range>& ranges, utc_ms at, overlay_state& d) {
  for (const playlists::programme::instant_range& r : ranges) {
    for (utc_ms edge : {r.from, r.to}) {
      if (edge <= at) d.from = std::max(d.from, edge);
      if (edge > at) d.to = std::min(d.to, edge);
    }
  }
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const playlists::programme::instant_range& r) { return r.from <= at && at < r.to; });
}

void append(std::string& ticker, const std::string& text) {
  std::size_t more = text.size() + (ticker.empty() ? 0 : between.size());
  if (ticker.size() + more > max_ticker_bytes) return;
  if (!ticker.empty()) ticker += between;
  ticker += text;
}

}  // namespace

overlay_state overlays_at(const playlists::programme::programme& p, std::string_view screen, utc_ms at) {
  overlay_state d;
  d.what.timezone = p.timezone;
  playlists::schedule::calendar site(p.timezone);
  playlists::programme::local_day today = site.day_of(at);
  playlists::programme::instant_range day = site.day(today);
  d.from = day.from;
  d.to = day.to;
  const playlists::programme::screen* on = p.find_screen(screen);
  if (on == nullptr) return d;
  d.what.clock = on->clock;
  d.what.over = on->ticker == playlists::programme::ticker_place::over;
  const playlists::programme::media_item* logo = on->logo.empty() ? nullptr : p.find_media(on->logo);
  bool is_picture = logo != nullptr && logo->kind == playlists::programme::media_kind::image;
  if (is_picture && !logo->files.empty()) d.logo = logo->files.front();
  for (const playlists::programme::ticker& t : p.tickers) {
    if (!playlists::programme::applies_to(t.screens, *on)) continue;
    std::vector<playlists::programme::instant_range> windows;
    playlists::schedule::append_activity(site, t, today, windows);
    if (is_on(windows, at, d)) append(d.what.ticker, t.text);
  }
  return d;
}

bool is_quiet(const playlists::programme::programme& p, const playlists::programme::screen& on, utc_ms from,
              utc_ms to) {
  if (on.quiet.empty()) return false;
  playlists::schedule::calendar site(p.timezone);
  std::vector<playlists::programme::instant_range> windows;
  for (playlists::programme::local_day d = site.day_of(from); site.midnight(d) < to;
       d += std::chrono::days(1)) {
    playlists::schedule::append_hours(site, on.quiet, d, windows);
  }
  return std::any_of(windows.begin(), windows.end(), [&](const playlists::programme::instant_range& r) {
    return r.from < to && from < r.to;
  });
}

}  // namespace bangtin::player::core
