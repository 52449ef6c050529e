// Whether the daemon's folder can be believed, before anything in it is created or changed. A ledger that is
// missing, empty, damaged or of another site beside keys or media is refused, because a daemon that began a
// new one there would silently lose a site.
#pragma once

#include <filesystem>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::app {

// errc::invalid, with what is wrong and the way back, when the folder's ledger must not be used or begun.
// Success for a new folder and for a whole site. Errors of the disk otherwise.
result<void> examine_folder(const std::filesystem::path& data);

// Moves what is left of an old site into a new folder within `data`, named by the time, and returns that; an
// empty path when there was nothing to move. Deletes nothing. errc::conflict when the folder holds a whole
// site. The caller holds the folder's lock.
result<std::filesystem::path> move_old_site_aside(const std::filesystem::path& data, utc_ms now);

}  // namespace bangtin::scheduler::app
