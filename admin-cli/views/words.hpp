// Words of the programme and of screens' reports as people read them, in the process language. JSON keeps the
// English ones.
#pragma once

#include <string>

#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

std::string level_word(playlists::programme::level l);
// What a screen says that it shows: "slate", "closed", "notice", "pairing", or the name of a media item,
// which stays as it is.
std::string shown_word(const std::string& now_playing);
// "synced", "estimated", "unsynced"; anything else stays as it is.
std::string clock_word(const std::string& clock);

}  // namespace bangtin::admin_cli::views
