// Matches the media files of a programme file with the media items of the daemon.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

struct local_media {
  std::vector<std::string> sent;  // names of the files that the daemon did not have
};

// Fills in the facts of every item of p.media, whose path is relative to the folder of `programme_file`.
// Uploads and ingests the files that the daemon does not have, unless `only_look`: then these have no facts.
// Reports every unusable file to s.out, with the programme file's name, and then returns errc::invalid;
// problems that this machine can detect are all reported before anything is sent.
result<local_media> fill_media(session& s, playlists::programme::programme& p,
                               const std::filesystem::path& programme_file, bool only_look);

// The file as the disk spells it: macOS names files in another Unicode form than the programme file has. The
// path itself if nothing is called so in either form.
std::filesystem::path as_on_disk(const std::filesystem::path& path);

}  // namespace bangtin::admin_cli::commands
