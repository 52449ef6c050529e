// What the draft had in the last 30 days, or a published programme had, and the draft no longer has: the
// answer of "playlist list --removed" and the like.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "admin-cli/views/difference.hpp"

namespace bangtin::admin_cli::commands {

// Each prints a table, and as JSON what the list has of things that are there, with "removed" and "who",
// which are null where only a published programme had it.
result<int> list_removed_playlists(session& s);
result<int> list_removed_campaigns(session& s);
result<int> list_removed_tickers(session& s);
result<int> list_removed_screens(session& s);

// The names of what these lists show, newest first. `what`: playlist, campaign, ticker or screen.
result<std::vector<std::string>> removed_names(session& s, views::subject what);

// How a person takes the thing back, for the answer of a command that has removed it: "bangtin playlist
// restore 'tháng mười'".
std::string way_back(std::string_view restore_command, const std::string& name);

}  // namespace bangtin::admin_cli::commands
