// Whether the daemon's folder can be believed, before anything in it is created or changed. A ledger that is
// missing, empty, damaged or of another site beside keys or media is refused, because a daemon that began a
// new one there would silently lose a site.
#pragma once

#include <filesystem>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace bangtin::scheduler::app {

// errc::invalid, with what is wrong and the way back, when the folder's ledger must not be used or begun.
// Success for a new folder and for a whole site. Errors of the disk otherwise.
result<void> examine_folder(const std::filesystem::path& data);

// Moves what is left of an old site into a new folder within `data`, named by the time, and returns that; an
// empty path when there was nothing to move. Deletes nothing. errc::conflict when the folder holds a whole
// site. The caller holds the folder's lock.
result<std::filesystem::path> move_old_site_aside(const std::filesystem::path& data, utc_ms now);

// The restore that was interrupted when it had begun to replace the folder's content: the backup's file.
// Empty: there is none. What it notes in `restoring/begun` is folder_switch.hpp's.
std::filesystem::path interrupted_restore(const std::filesystem::path& data);

// Locks the folder while the returned file is open; the kernel releases the lock however the process ends.
// errc::conflict when another daemon or a restore works there.
result<unique_fd> lock_folder(const std::filesystem::path& data);

// Where a restore leaves the configuration that was in the backup, for people to compare.
inline constexpr const char* restored_configuration = "restored-bangtind.toml";
// A name for what is moved aside, with the time in it, which nothing has yet.
std::filesystem::path new_aside(const std::filesystem::path& data, utc_ms now);
// Whether an entry stays where it is when a site is replaced: the lock, earlier sites, what the disk's format
// needs, and what a restore works with.
bool stays_in_folder(const std::string& name);

}  // namespace bangtin::scheduler::app
