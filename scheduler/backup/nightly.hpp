// The nightly backups in one folder: an archive per night with the ledger and the configuration, and beside
// them the media files that any of them names, each once:
//
//   bangtin-2026-11-30.tar    media/objects/ab/abcdef...
//
// Each archive with that media folder is a whole backup ("bangtin restore FOLDER/bangtin-2026-11-30.tar").
// Blocking; on one thread at a time.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "media/store.hpp"
#include "scheduler/backup/rotation.hpp"
#include "scheduler/backup/snapshot.hpp"

namespace bangtin::scheduler::backup {

struct nightly_setup {
  std::filesystem::path folder;  // must be there, so that a disk that is not mounted is noticed; empty: none
  nightly_plan plan;
};

struct nights {
  std::vector<local_days> there;
  std::optional<utc_ms> newest;  // when the newest one was made
};
// errc::not_found when the folder is not there.
result<nights> nights_in(const std::filesystem::path& folder);

// Adds the media files that are missing beside, writes and checks the archive of that night, and then removes
// what is superseded. Each night it also reads a thirtieth of the media files again and replaces damaged
// ones. errc::io when the disk refuses or has no room; errc::unreachable when `stopping` was requested.
// Whatever it returns, older backups are whole.
result<void> write_night(const nightly_setup& setup, local_days night, const snapshot& from,
                         const std::string& configuration, const media::store& store,
                         const std::stop_token& stopping);

}  // namespace bangtin::scheduler::backup
