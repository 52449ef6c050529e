// What the stage shows for a segment: the picture or video of an item, the slate, a notice, or a card of
// text. Pure, and never fails. The paths of files stay empty; the display loop fills them in.
#pragma once

#include <string>
#include <string_view>

#include "player/core/events.hpp"
#include "player/core/segment.hpp"
#include "player/stage/stage.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::core {

// The picture or video of an item. `begin` is when it begins: the segment's `from`, or later if the screen
// joins it. Precondition: media_of(p, s) is not null.
stage::picture_file item_content(const playlists::programme::programme& p, std::string_view screen,
                                 const segment& s, utc_ms begin);
// The subtitles of the item; no bytes if it has none.
playlists::programme::file_ref subtitles_of(const playlists::programme::programme& p, const segment& s);
// The slate, and a notice's picture or video, stay until something else is shown.
stage::picture_file slate_content(const playlists::programme::media_item& slate);
stage::picture_file notice_content(const notice_media& media);

// The card that replaces a slate which cannot be shown. `programme` is null if there is none yet.
stage::text_card waiting_card(const ready_programme* programme);
stage::text_card pairing_card(const unpaired& u);
stage::text_card notice_card(const active_notice& n);

// A video that begins late by less than this keeps its instant, and the stage catches up without seeking.
constexpr milliseconds max_catch_up{400};
// The minimum time for which a notice's video is shown before it is repeated.
constexpr milliseconds min_notice_length{5'000};

}  // namespace bangtin::player::core
