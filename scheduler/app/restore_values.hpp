// What a restore is told, and what it says. Plain values.
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

}  // namespace bangtin::scheduler::app
