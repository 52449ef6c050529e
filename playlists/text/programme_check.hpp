// Whether the timeline can be computed from a programme: unique names, references that exist, values in
// range.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::text {

// The limits of every programme, whatever its source.
constexpr std::size_t max_screens = 1'000;
constexpr std::size_t max_campaigns = 10'000;
constexpr std::size_t max_playlists = 10'000;
constexpr std::size_t max_items = 100'000;      // of all playlists together; also the maximum of media items
constexpr std::size_t max_references = 10'000;  // screens of a campaign, or its exceptions
constexpr std::size_t max_groups = 100;         // of a screen
constexpr std::size_t max_windows = 1'000;      // opening hours of a screen, hours of a campaign
constexpr std::size_t max_name_bytes = 128;
constexpr std::size_t max_text_bytes = 4096;  // of titles, links, media names and the like
constexpr int max_pages = 200;
constexpr int max_share = 1000;
constexpr int full_volume = 100;
constexpr std::size_t max_tickers = 1'000;
constexpr milliseconds max_fade{3'000};
constexpr milliseconds min_item{100};  // so that a day has a bounded number of slots
constexpr milliseconds max_duration{std::chrono::hours(24 * 30)};

// The first error in the programme itself, if any: duplicate or empty names, a dangling reference, a share or
// a duration out of range, an unknown time zone, a recurring range without both ends, a playlist without
// items (in a draft, which has the version 0: only if a campaign shows it), no slate. errc::unsupported for
// an rrule that is finer than a day or of another calendar (recurrence_text.hpp). Takes time proportional to
// the programme's size.
std::optional<error> check_references(const programme::programme& p);

// Whether a playlist, a campaign or a ticker may have the name: 1 to 128 bytes of clean text on one line,
// without spaces at its ends. A screen's or a group's name also appears in addresses and comma lists, so it
// has no '/' or ',', no leading '@', and is not "all", "." or "..".
bool is_good_name(std::string_view name);
bool is_good_screen_name(std::string_view name);

// Whether the IANA database of this machine contains the zone.
bool is_known_timezone(std::string_view name);

}  // namespace bangtin::playlists::text
