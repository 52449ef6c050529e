// Makes a site again from a backup (docs/formats.md, "Backups"), in a data folder in which no daemon works.
//
// First all of the backup is read and checked. Then the site is made in DATA/restoring/, where no daemon
// looks for it, checked and written to the disk. Only then the old content moves aside and the new one gets
// its place. Killed before that, it has changed nothing, and goes on with the media files that are there
// already; killed after it, the daemon refuses to start until the same command has ended what it began.
#pragma once

#include "base/error.hpp"
#include "scheduler/app/restore_values.hpp"

namespace bangtin::scheduler::app {

// errc::conflict while a daemon works in the folder, or when a site is there and `set_aside` is not set;
// errc::verification for a backup that is damaged or altered, and for a wrong key or passphrase;
// errc::not_found without a key; errc::invalid for a file that is no backup and for one of a newer version;
// errc::io when the disk refuses or has no room. Blocking, for as long as it takes to read the backup twice.
result<restored_site> restore(const restore_order& order);

}  // namespace bangtin::scheduler::app
