// Which files of a programme one screen needs. Pure; any thread may call it.
#pragma once

#include <string_view>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::programme {

// The files of the programme that this screen needs, each once: those of its campaigns with their subtitles,
// the slate and the logo. Only the slate's for a screen that the programme does not name.
std::vector<file_ref> files_for(const programme& p, std::string_view screen);

}  // namespace bangtin::playlists::programme
