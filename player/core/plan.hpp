// The plan: one local day of one screen as segments that follow each other without a gap. Pure; made from
// playlists::schedule::timeline. The conductor appends it to its `schedule`.
//
// All functions take wall-clock instants, and never fail for a programme that passed
// playlists::text::check_references.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "player/core/segment.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::core {

// The segments of the day in order, from its first instant to its last. `next_play` is the number of the next
// play; each play advances it. A screen that the programme does not know shows the slate. The slate replaces
// items outside the programme's [issued, expires), with ten minutes of tolerance before `issued` because two
// clocks never agree exactly. An item that is under way when this time begins is joined there.
std::vector<segment> plan_day(const playlists::programme::programme& p, std::string_view screen,
                              playlists::programme::local_day day, play_token& next_play);

// The rest of the day that contains `from`; the first segment contains `from`.
std::vector<segment> plan_from(const playlists::programme::programme& p, std::string_view screen, utc_ms from,
                               play_token& next_play);

// The same, and as many whole days more as it takes until the plan goes beyond `until`.
std::vector<segment> plan_beyond(const playlists::programme::programme& p, std::string_view screen,
                                 utc_ms from, utc_ms until, play_token& next_play);

// How many plays lie wholly within [from, to).
std::int64_t count_plays(const playlists::programme::programme& p, std::string_view screen, utc_ms from,
                         utc_ms to);

// The playlist entry that an item segment shows, its media item, and its campaign. The segment must come
// from a plan of `p`. media_of is null if the entry's media item is missing.
const playlists::programme::playlist_item* entry_of(const playlists::programme::programme& p,
                                                    const segment& of);
const playlists::programme::media_item* media_of(const playlists::programme::programme& p, const segment& of);
const playlists::programme::campaign& campaign_of(const playlists::programme::programme& p,
                                                  const segment& of);

// Which of media_of's files the segment shows.
std::size_t file_index(const segment& of);

}  // namespace bangtin::player::core
