// Asked once per change: the day's windows of each ticker are worked out anew, and the nearest edge of any of
// them is until when the answer holds.
#include "player/core/overlays_at.hpp"

#include <algorithm>

#include "playlists/schedule/window.hpp"

namespace bangtin::player {

namespace {

constexpr std::string_view between = "   •   ";

// Narrows the dressing to where no edge of `ranges` lies, and says whether one of them is on.
bool is_on(const std::vector<playlists::instant_range>& ranges, utc_ms at, dressing& d) {
  for (const playlists::instant_range& r : ranges) {
    for (utc_ms edge : {r.from, r.to}) {
      if (edge <= at) d.from = std::max(d.from, edge);
      if (edge > at) d.to = std::min(d.to, edge);
    }
  }
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const playlists::instant_range& r) { return r.from <= at && at < r.to; });
}

void append(std::string& ticker, const std::string& text) {
  std::size_t more = text.size() + (ticker.empty() ? 0 : between.size());
  if (ticker.size() + more > most_ticker_bytes) return;
  if (!ticker.empty()) ticker += between;
  ticker += text;
}

}  // namespace

dressing dress(const playlists::programme& p, std::string_view screen, utc_ms at) {
  dressing d;
  d.what.timezone = p.timezone;
  playlists::calendar site(p.timezone);
  playlists::local_day today = site.day_of(at);
  playlists::instant_range day = site.day(today);
  d.from = day.from;
  d.to = day.to;
  const playlists::screen* on = p.find_screen(screen);
  if (on == nullptr) return d;
  d.what.clock = on->clock;
  const playlists::media_item* logo = on->logo.empty() ? nullptr : p.find_media(on->logo);
  bool is_picture = logo != nullptr && logo->kind == playlists::media_kind::image;
  if (is_picture && !logo->files.empty()) d.logo = logo->files.front();
  for (const playlists::ticker& t : p.tickers) {
    if (!playlists::applies_to(t.screens, *on)) continue;
    std::vector<playlists::instant_range> windows;
    playlists::append_activity(site, t, today, windows);
    if (is_on(windows, at, d)) append(d.what.ticker, t.text);
  }
  return d;
}

bool is_quiet(const playlists::programme& p, const playlists::screen& on, utc_ms from, utc_ms to) {
  if (on.quiet.empty()) return false;
  playlists::calendar site(p.timezone);
  std::vector<playlists::instant_range> windows;
  for (playlists::local_day d = site.day_of(from); site.midnight(d) < to; d += std::chrono::days(1)) {
    playlists::append_hours(site, on.quiet, d, windows);
  }
  return std::any_of(windows.begin(), windows.end(),
                     [&](const playlists::instant_range& r) { return r.from < to && from < r.to; });
}

}  // namespace bangtin::player
