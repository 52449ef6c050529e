// Playlists as JSON and as tables. Strings are in the process language; otherwise pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "admin-cli/views/draft_state.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// The media items of a programme by name; valid as long as they are. Make it once for all playlists.
using media_index = std::unordered_map<std::string_view, const playlists::programme::media_item*>;
media_index index_media(const playlists::programme::programme& p);
// nullptr if there is none of that name.
const playlists::programme::media_item* find_media(const media_index& media, std::string_view name);

// How long one round of the playlist takes: every item once, a guide with all its pages.
std::chrono::milliseconds round_of(const media_index& media, const playlists::programme::playlist& l);

// What reports and listings call the item: its own title, else its media item's. May be empty.
std::string title_of(const playlists::programme::playlist_item& item,
                     const playlists::programme::media_item* m);

// The names of the campaigns that show the playlist.
std::vector<std::string> campaigns_of(const playlists::programme::programme& p, std::string_view playlist);

// {"name","draft","round","campaigns":[...],"items":[{"media","duration",...}]}, in the notation of the
// programme file; docs/commands.md lists the fields.
json::object playlist_json(const media_index& media, const playlists::programme::playlist& l,
                           const std::vector<std::string>& campaigns, draft_state state);
// One line per item: number, name, title, how long it is shown, and what else is said of it.
table playlist_table(const media_index& media, const playlists::programme::playlist& l);

}  // namespace bangtin::admin_cli::views
