// The media files that a programme file names, brought together with what the daemon knows of them.
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

// Fills the facts of every p.media item: its path is relative to `folder`. Files which the daemon does not
// have are uploaded and ingested, unless `only_look`: then they keep no facts. Every file that cannot be used
// is reported to s.out (named after the programme file), all of them before anything is sent where this
// machine can tell; then errc::invalid.
result<local_media> fill_media(session& s, playlists::programme::programme& p,
                               const std::filesystem::path& programme_file, bool only_look);

}  // namespace bangtin::admin_cli::commands
