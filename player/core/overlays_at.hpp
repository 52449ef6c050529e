// Which overlays the programme shows above one screen's pictures at an instant, and when the screen must be
// quiet. Pure; the conductor calls it. Instants are wall-clock time. Both functions never fail for a
// programme that passed playlists::text::check_references.
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

// The overlays at one instant, and the range [from, to) in which they stay the same.
struct overlay_state {
  stage::overlays what;                 // the display loop fills in the path of `logo`
  playlists::programme::file_ref logo;  // no bytes: none
  utc_ms from{}, to{};
};

// Tickers that are active together are joined in the programme's order. A ticker is left out if the text with
// it would be longer than this.
constexpr std::size_t max_ticker_bytes = 4096;

// If the programme does not know the screen, only the time zone is set, for the slate's clock.
overlay_state overlays_at(const playlists::programme::programme& p, std::string_view screen, utc_ms at);

// True if the quiet hours of the screen overlap [from, to).
bool is_quiet(const playlists::programme::programme& p, const playlists::programme::screen& on, utc_ms from,
              utc_ms to);

}  // namespace bangtin::player::core
