// The daemon's key, and the one that is to follow it:
//   DATA/daemon.key        signs time and receipts
//   DATA/daemon.key.next   the next one, from the moment when somebody asks for it until it is in force
//
// The next key is in force once root has named it in the site statement; the daemon takes it when it starts
// (docs/formats.md, "Site statements"). A cut at any point leaves a folder that the next start completes.
#pragma once

#include <filesystem>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "scheduler/api/daemon_keys.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::app {

std::filesystem::path key_file(const std::filesystem::path& data);
std::filesystem::path next_key_file(const std::filesystem::path& data);

struct key_in_force {
  secret_key own;
  api::daemon_keys all;
};
// Loads the key, and makes one in a new folder. Takes the next one if the site statement of the ledger names
// it. errc::invalid when a file is no key, errc::io.
result<key_in_force> take_key_in_force(const std::filesystem::path& data, ledger::ledger& l);

}  // namespace bangtin::scheduler::app
