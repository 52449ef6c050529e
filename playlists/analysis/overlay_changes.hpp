// What is drawn above the pictures, or heard and shown of them otherwise, under another programme. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "playlists/analysis/compared_programme.hpp"
#include "playlists/programme/instants.hpp"

namespace bangtin::playlists::analysis {

enum class overlay {
  clock,
  logo,             // of the screen
  ticker_place,     // in a band of its own, or over the picture
  volume,           // of the screen
  quiet_hours,      // of the screen
  ticker,           // `text` is the text that runs
  qr,               // the QR codes of items: their place, their link, or the call beside them
  item_logo,        // whether items are shown with the screen's logo
  fit,              // how pictures of another shape fill the screen
  fade,             // how pictures fade in
  campaign_volume,  // of films, by their campaign
  subtitles
};

enum class overlay_turn { comes, goes, differs };

struct overlay_change {
  overlay what = overlay::clock;
  overlay_turn turn = overlay_turn::differs;
  // The first instant, not before `now`, at which people can notice it; empty: the steps ran out first.
  std::optional<utc_ms> at{};
  std::string text{};
  bool operator==(const overlay_change&) const = default;
};

// How an item looks and sounds, apart from its file; values that nobody can notice are left out.
struct item_look {
  std::string qr;  // empty: none
  bool logo = true;
  programme::picture_fit fit = programme::picture_fit::contain;
  milliseconds fade{};
  int volume = 100;
  std::string subtitles;
  bool operator==(const item_look&) const = default;
};
item_look look_of(const compared_programme& in, const programme::campaign& c,
                  const programme::playlist_item& item);

// The changes on the screen, ascending; those that nobody can notice within that many days are left out. An
// item counts as the same where a campaign of the same name shows the same file. Takes what it costs from
// `steps`, counted as in change_horizon.
std::vector<overlay_change> overlay_changes(const compared_programme& before, const programme::screen& was,
                                            const compared_programme& after, const programme::screen& is,
                                            utc_ms now, int how_many_days, std::int64_t& steps);

}  // namespace bangtin::playlists::analysis
