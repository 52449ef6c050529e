// A playlist, and what changed in it, in words. In the process language.
#pragma once

#include <string>

#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// "items: 3: a.png, b.mp4 and c.pdf".
std::string playlist_words(const playlists::programme::playlist& l);

// "comes in: c.pdf; a.png: plays for 12 s (before: plays for 8 s); b.mp4: place 1 (before: place 2)". Empty
// where nothing changed.
std::string playlist_changes(const playlists::programme::playlist& before,
                             const playlists::programme::playlist& after);

}  // namespace bangtin::admin_cli::views
