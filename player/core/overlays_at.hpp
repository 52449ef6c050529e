// What the programme lays above one screen's pictures and when, and when the screen is to be quiet. Pure:
// asked by the conductor, which knows what time it is.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "player/stage/stage.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::core {

// At one instant, and as long as that holds.
struct overlay_state {
  stage::overlays what;                 // its `logo` is for the loop to fill in
  playlists::programme::file_ref logo;  // no bytes: none
  utc_ms from{}, to{};
};

// Tickers that are on together stand one behind the other, in the programme's order, as many of them as
// have room in this many bytes.
constexpr std::size_t max_ticker_bytes = 4096;

// The dressing of a screen that the programme does not know is the time zone alone, for the slate's clock.
overlay_state overlays_at(const playlists::programme::programme& p, std::string_view screen, utc_ms at);

// Whether the quiet hours of the screen touch [from, to).
bool is_quiet(const playlists::programme::programme& p, const playlists::programme::screen& on, utc_ms from,
              utc_ms to);

}  // namespace bangtin::player::core
