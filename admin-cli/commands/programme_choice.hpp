// Which programme and which screen a command speaks of.
#pragma once

#include <string>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// The file that --programme names, with nothing opened that it names, else the published programme.
// errc::not_found when nothing is published; what is wrong with the file goes to `s.out` with its place.
result<playlists::programme::programme> choose_programme(session& s, const arguments& given);

// The programme's screen of that name; it lives as long as the programme. errc::not_found, with the name that
// is most like it.
result<const playlists::programme::screen*> choose_screen(const playlists::programme::programme& p,
                                                          const std::string& name);

}  // namespace bangtin::admin_cli::commands
