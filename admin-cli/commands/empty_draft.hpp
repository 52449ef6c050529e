// The draft of a site that has none yet, for commands that add something to the draft.
#pragma once

#include <string>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// A programme without screens, campaigns and slate, in this machine's time zone, or where that is not
// known in the usual one. Nothing is uploaded.
playlists::programme::programme empty_draft();

// Uploads slate_picture() and makes it the slate of a programme that has none. The errors of an upload, and
// errc::io when there is no room for a temporary file; then `p` is unchanged.
result<void> add_slate(session& s, playlists::programme::programme& p);

// The slate as a PNG file of 1920 x 1080 pixels: dark blue between two golden lines, as the player's own
// card. errc::io when memory is exhausted.
result<std::string> slate_picture();

}  // namespace bangtin::admin_cli::commands
