// What the playlist commands have in common: items on their way into a playlist, and sentences about it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/media.hpp"

namespace bangtin::admin_cli::commands {

// Loaded items that are to be added, as they were typed.
struct additions {
  std::vector<std::string> media;
  std::optional<std::chrono::milliseconds> duration;
};
// MEDIA and --duration of a call. errc::usage for a duration that is none.
result<additions> additions_from(const arguments& given);

// Puts them into the playlist (which belongs to `p`) at the place `at`, from 0; absent: at its end. `all` are
// the loaded items. Returns what was added, for people: "clip.mp4 (30 s), poster.png (10 s); items: 2, one
// ...". Notes what a person may not expect. errc::not_found or errc::conflict if a name fits no or several
// items, errc::invalid for subtitles; then `p` is to be thrown away.
result<std::string> add_items(session& s, playlists::programme::programme& p,
                              playlists::programme::playlist& l, const additions& wanted,
                              const std::vector<wire::admin::media_item>& all,
                              std::optional<std::size_t> at = {});

// "items: 5, one round takes 2 min 10 s".
std::string round_words(const playlists::programme::programme& p, const playlists::programme::playlist& l);
// "a, b, c … (12)": the first few of many.
std::string few_of(const std::vector<std::string>& names);

}  // namespace bangtin::admin_cli::commands
