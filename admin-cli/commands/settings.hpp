// Where the command's settings come from: the options of the call, then the environment, then the
// configuration file, then what Debian and the XDG folders suggest.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "admin-cli/commands/command.hpp"
#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

// The value of an environment variable; empty when it is not set.
using environment = std::function<std::string(const char* name)>;

struct settings {
  bool json = false;
  bool quiet = false;
  bool yes = false;
  std::string server;  // "http://host:port"; empty: the socket
  std::string socket;
  std::string token;  // for `server`
  std::string log_level = "warning";
  std::filesystem::path keys;             // the folder of the keys
  std::filesystem::path remembered_keys;  // the file that remembers that folder between calls
  std::filesystem::path passphrase_file;  // empty: ask at the terminal
};

// errc::usage for values which exclude each other, errc::invalid for a bad configuration file,
// errc::not_found when the one that --config names is not there.
result<settings> read_settings(const arguments& given, const environment& env);

// The language to speak, known before anything else is: `option` is what --lang says, if it was given.
// errc::usage when that is neither "vi" nor "en".
result<std::string> chosen_language(const std::optional<std::string>& option, const environment& env);

}  // namespace bangtin::admin_cli::commands
