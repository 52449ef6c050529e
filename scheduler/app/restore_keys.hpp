// Which private keys a restored site gets.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "base/error.hpp"
#include "base/signing.hpp"

namespace bangtin::scheduler::app {

using key_files = std::map<std::string, std::string>;  // name in the data folder -> PEM, not encrypted

struct key_sources {
  key_files of_backup;          // still encrypted
  std::filesystem::path given;  // a file; empty: none
  std::filesystem::path data;   // the folder, with what is there now
};

// The keys for a site whose daemon has the public key `daemon`: the given one, else those of the backup, else
// those of the folder. errc::verification when it is another key or the passphrase is wrong, errc::not_found
// when there is none.
result<key_files> keys_for(const public_key& daemon, const key_sources& from,
                           const std::function<result<std::string>()>& passphrase);

}  // namespace bangtin::scheduler::app
