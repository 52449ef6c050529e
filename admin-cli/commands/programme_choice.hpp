// Selects the programme and the screen to which a command refers.
#pragma once

#include <string>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// The programme of the file in --programme, without opening its media files; else the published programme.
// errc::not_found when nothing is published. Reports problems of the file to `s.out` with their places.
result<playlists::programme::programme> choose_programme(session& s, const arguments& given);

// The programme's screen of that name (name_choice.hpp); the pointer is valid as long as the programme.
result<const playlists::programme::screen*> choose_screen(const playlists::programme::programme& p,
                                                          const std::string& name);

}  // namespace bangtin::admin_cli::commands
