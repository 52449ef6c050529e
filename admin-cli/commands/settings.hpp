// The command's settings. Sources in order: the options of the call, the environment, the configuration file,
// the defaults of Debian and the XDG folders.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "admin-cli/commands/command.hpp"
#include "base/error.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli::commands {

// The value of an environment variable; empty if it is not set.
using environment = std::function<std::string(const char* name)>;

struct settings {
  bool json = false;
  bool quiet = false;
  bool yes = false;
  std::string server;  // "https://host:port"; empty: use the socket
  std::string socket;
  std::string token;      // for `server`
  std::string authority;  // PEM: the only one that vouches for `server`; empty: the system's do
  std::string log_level = "warning";
  std::string language = "en";            // or "vi"
  std::filesystem::path keys;             // the folder of the keys
  std::filesystem::path remembered_keys;  // the file that stores that folder between calls
  std::filesystem::path passphrase_file;  // empty: ask at the terminal
  std::filesystem::path machine = "/";    // whose files tell about a player here; another one in tests
};

// errc::usage for values that exclude each other and for a token that would go over plain HTTP to another
// machine, errc::forbidden for a token file that others may read, errc::invalid for a bad configuration file,
// errc::not_found when the file of --config does not exist.
result<settings> read_settings(const arguments& given, const environment& env);

// A client for the daemon that the settings name.
wire::http_client client_for(const settings& s);

// The language, determined before all other settings: `option` is the value of --lang, if given. errc::usage
// if it is neither "vi" nor "en".
result<std::string> chosen_language(const std::optional<std::string>& option, const environment& env);

}  // namespace bangtin::admin_cli::commands
