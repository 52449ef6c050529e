// What a media item is, in the words of the process language.
#pragma once

#include <string>

#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::views {

std::string kind_text(playlists::programme::media_kind k);
// "1920x1080"; empty for what has no size.
std::string size_text(const wire::admin::media_item& m);
// "20 s" for a video, "5 pages" or "5 pages of 8 s" for a guide, else empty.
std::string length_text(const wire::admin::media_item& m);
// How long it is shown where a programme does not say so; empty for kinds that have no chosen time.
std::string shown_for_text(const wire::admin::media_item& m);
// "video, 1920x1080, 20 s".
std::string facts_text(const wire::admin::media_item& m);

}  // namespace bangtin::admin_cli::views
