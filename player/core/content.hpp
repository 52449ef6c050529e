// What the stage shows for a segment: the picture or video of an item, the slate, a notice, or a card of
// text. Pure. The paths of files stay empty; the display loop fills them in from the cache.
#pragma once

#include <string>
#include <string_view>

#include "player/core/events.hpp"
#include "player/core/segment.hpp"
#include "player/stage/stage.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::core {

// A picture or video of an item that begins at `begin`, later than the segment's `from` if it is joined.
stage::picture_file item_content(const playlists::programme::programme& p, std::string_view screen,
                                 const segment& s, utc_ms begin);
// The subtitles of the item; no bytes if it has none.
playlists::programme::file_ref subtitles_of(const playlists::programme::programme& p, const segment& s);
// The slate, and a notice's picture or video, stay until something else is shown.
stage::picture_file slate_content(const playlists::programme::media_item& slate);
stage::picture_file notice_content(const notice_media& media);

// The stage's own slate, for a programme whose slate cannot be shown; null: there is no programme yet.
stage::text_card waiting_card(const ready_programme* programme);
stage::text_card pairing_card(const std::string& code, const std::string& address);
stage::text_card notice_card(const active_notice& n);

// Up to this much a video that begins late keeps its instant, and the stage catches up without seeking.
constexpr milliseconds max_catch_up{400};
// The least that a notice's video is shown before it is repeated.
constexpr milliseconds min_notice_length{5'000};

}  // namespace bangtin::player::core
