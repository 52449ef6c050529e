// Which items of a playlist a person means. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// The playlist of that name (name_choice.hpp); valid as long as the programme's playlists.
result<playlists::programme::playlist*> choose_playlist(playlists::programme::programme& p,
                                                        const std::string& name);

// The place in the playlist, from 0, of the item that is meant by its number (from 1), its media item's name,
// file name or ID, its title, or the beginning of these (3 bytes or more); names compare as name_choice.hpp
// says. errc::conflict when several items fit: the remedy names their numbers. errc::not_found when none
// does.
result<std::size_t> choose_item(const playlists::programme::programme& p,
                                const playlists::programme::playlist& l, const std::string& typed);
// The places of several, ascending, each once.
result<std::vector<std::size_t>> choose_items(const playlists::programme::programme& p,
                                              const playlists::programme::playlist& l,
                                              const std::vector<std::string>& typed);

}  // namespace bangtin::admin_cli::commands
