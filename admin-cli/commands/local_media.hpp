// Matches the media files of a programme file with the media items of the daemon.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/diagnostic.hpp"

namespace bangtin::admin_cli::commands {

struct local_media {
  std::vector<std::string> sent;  // names of the files that the daemon did not have
};

// Fills in the facts of every item of p.media. An item with an id is the loaded one of that id, if there is
// one. Else its name is the path of a file, relative to the folder of `programme_file`, or, where there is
// none, the file name or ID of a loaded item. The programme goes on to call it by this name. Uploads and
// ingests the files that the daemon does not have, unless `only_look`: then these have no facts. What a
// playlist item leaves out of call, duration and subtitles comes from the loaded item. Reports every unusable
// file to s.out, with its place in the programme file (`places`, in the order of p.media; may be empty), and
// then returns errc::invalid; problems that this machine can detect are all reported before anything is sent.
result<local_media> fill_media(session& s, playlists::programme::programme& p,
                               const std::filesystem::path& programme_file,
                               const std::vector<playlists::text::position>& places, bool only_look);

// The name by which the programme calls the loaded item. If the programme does not have the item yet, it gets
// it with its facts, under its file name where that names only this one of the loaded items `all`, else under
// its ID; if it has it, the facts are brought up to date. Pure.
std::string take_in(playlists::programme::programme& p, const wire::admin::media_item& item,
                    const std::vector<wire::admin::media_item>& all);
// Fills in what an entry of a playlist leaves out of call, duration and subtitles, from its loaded item. The
// programme gets the subtitles too. Pure.
void fill_entry(playlists::programme::programme& p, playlists::programme::playlist_item& entry,
                const wire::admin::media_item& item, const std::vector<wire::admin::media_item>& all);
// Brings everything that the programme has of loaded items up to date: facts and entries. Pure.
void refresh_media(playlists::programme::programme& p, const std::vector<wire::admin::media_item>& all);

// The file as the disk spells it: macOS names files in another Unicode form than the programme file has, and
// Windows forgives the case of letters. The path itself if nothing is called so, or if the case is wrong and
// several files differ by case only.
std::filesystem::path as_on_disk(const std::filesystem::path& path);

}  // namespace bangtin::admin_cli::commands
