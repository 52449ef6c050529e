// When the files of a programme are needed, and when they may be fetched. Pure.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "playlists/programme/programme.hpp"

namespace bangtin::player::sync {

// The site's rules for downloads (the player's options fetch-rate and fetch-hours).
struct fetch_rules {
  std::int64_t max_bytes_per_s = 0;                      // 0: no limit
  std::optional<playlists::programme::day_hours> hours;  // local wall time; absent: always
  bool operator==(const fetch_rules&) const = default;
};

// The instant at which each file is needed first: by the screen's timeline from `now` on, for two days. The
// slate, and what stands above every picture, is needed at once. Files that are not needed in these two days
// are absent.
using first_needs = std::map<digest, utc_ms>;
first_needs needs_of(const playlists::programme::programme& p, std::string_view screen, utc_ms now);

// Whether the screen shows the same files at the same times by both programmes, from `from` until `until`,
// which are at most two days apart.
bool shows_the_same(const playlists::programme::programme& a, const playlists::programme::programme& b,
                    std::string_view screen, utc_ms from, utc_ms until);

// Nothing when files may be fetched at `now`; else the next instant at which they may, by the wall clock of
// the programme's zone.
std::optional<utc_ms> closed_until(const fetch_rules& rules, const playlists::programme::programme& p,
                                   utc_ms now);

}  // namespace bangtin::player::sync
