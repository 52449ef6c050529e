// A screen that comes into the draft without a programme file.
#pragma once

#include <string_view>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// Adds the screen to the draft (draft_edit.hpp), unless a screen of that name is in it by now. The errors of
// the daemon and of an upload.
result<void> add_to_draft(session& s, const playlists::programme::screen& screen);

// Opening hours as they are typed: "mon-fri 07:00-17:30; sat 07:00-11:30", or as people say them:
// "t2-t6 7h-11h30, 13h30-17h; thứ bảy 7h-11h30". An empty text is "always open". errc::usage names the part
// that is wrong, and `option` where that is given.
result<std::vector<playlists::programme::opening>> parse_openings(std::string_view text,
                                                                  std::string_view option = {});

}  // namespace bangtin::admin_cli::commands
