// Selects the programme and the screen to which a command refers.
#pragma once

#include <optional>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "admin-cli/views/notice_rows.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// The programme of the file in --programme, without opening its media files; with --draft the draft; else the
// published programme or, where nothing is published yet, the draft, and then a note says so. errc::not_found
// when there is neither. Reports problems of the file to `s.out` with their places.
result<playlists::programme::programme> choose_programme(session& s, const arguments& given);

// The programme's screen that the call names with --screen; without it the only one. Where there are several,
// it asks at a terminal; else errc::usage with their names. The pointer is valid as long as the programme.
result<const playlists::programme::screen*> choose_screen(session& s,
                                                          const playlists::programme::programme& p,
                                                          const arguments& given);

// The notice that covers the screen at the instant. Nothing where the call is about a file or the draft, and
// with a daemon that has no notices.
result<std::optional<views::notice_cover>> get_cover(session& s, const arguments& given,
                                                     const std::string& screen, utc_ms at);

}  // namespace bangtin::admin_cli::commands
