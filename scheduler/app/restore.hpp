// Makes a site again from a backup (docs/formats.md, "Backups"), in a data folder in which no daemon works.
//
// First all of the backup is read and checked. Then the site is made in DATA/restoring/, where no daemon
// looks for it, checked and written to the disk. Only then the old content moves aside and the new one gets
// its place. Killed before that, it has changed nothing, and goes on with the media files that are there
// already; killed after it, the daemon refuses to start until the same command has ended what it began.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::scheduler::app {

enum class restore_step { checking, unpacking, switching };

struct restore_order {
  std::filesystem::path file, data;
  std::filesystem::path key;  // the daemon's private key; empty: that of the backup or of the folder
  // Asked when a key is encrypted.
  std::function<result<std::string>()> passphrase;
  bool set_aside = false;  // move a site that is there aside
  std::string who;         // for the audit log
  utc_ms now{};
  std::function<void(restore_step step, std::uint64_t done, std::uint64_t total)> progress{};
};

struct restored_site {
  wire::admin::backup_facts facts;
  digest manifest;
  std::filesystem::path aside;          // where the old content is; empty: there was none
  std::filesystem::path configuration;  // the daemon's, as the backup has it; empty: it has none
  std::int64_t tokens = 0;              // that ended
  std::int64_t missing = 0;             // media files that the ledger names and nobody has
  std::int64_t doubtful_logs = 0;
};

// errc::conflict while a daemon works in the folder, or when a site is there and `set_aside` is not set;
// errc::verification for a backup that is damaged or altered, and for a wrong key or passphrase;
// errc::not_found without a key; errc::invalid for a file that is no backup and for one of a newer version;
// errc::io when the disk refuses or has no room. Blocking, for as long as it takes to read the backup twice.
result<restored_site> restore(const restore_order& order);

// The restore that was interrupted when it had begun to replace the folder's content: the backup's file.
// Empty: there is none.
std::filesystem::path interrupted_restore(const std::filesystem::path& data);

}  // namespace bangtin::scheduler::app
