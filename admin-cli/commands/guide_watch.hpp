// The end of "guide": waits for the first play that counts.
#pragma once

#include <optional>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// When the screens of the programme next show an item of a campaign: `at` if one does so then. Nothing: not
// within two years. Pure.
std::optional<utc_ms> first_play_time(const playlists::programme::programme& p, utc_ms at);

// Says what the screens do until a play of this month counts. Returns before that when the first play comes
// only later, when half an hour has passed, and at Ctrl-C; what is to be done then is said. Returns 0.
result<int> watch_first_play(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
