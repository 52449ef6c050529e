// Which files of a programme the daemon's store lacks.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// Programme names of the media items of which the daemon lacks a file, or has it in another length; in the
// order of `wanted`, each once. Asks the daemon for each file once, without fetching it (HEAD).
result<std::vector<std::string>> find_missing_files(
    session& s, const std::vector<const playlists::programme::media_item*>& wanted);

// The media items of the programme.
std::vector<const playlists::programme::media_item*> items_of(const playlists::programme::programme& p);

// "a.mp4, b.png, c.pdf … (12)", safe to print.
std::string listed_names(const std::vector<std::string>& names);

}  // namespace bangtin::admin_cli::commands
