// Reads bangtind's command line and its configuration file (docs/daemon.md). The command line overrides the
// file.
#pragma once

#include <string>
#include <variant>

#include "base/error.hpp"
#include "scheduler/app/daemon.hpp"

namespace bangtin::scheduler::app {

// What --restore and its companions say.
struct restore_options {
  std::filesystem::path file;  // empty: start the daemon
  std::filesystem::path key;
  bool set_aside = false;
  bool json = false;
};

struct options {
  daemon_setup setup;
  std::string log_level = "info";
  restore_options restore;
};

// Returns the options, or a text to print before a successful exit (--help, --version). errc::usage for a
// wrong command line and for a configuration file that cannot be read or parsed.
result<std::variant<options, std::string>> parse_options(int argc, const char* const* argv);

// Applies the text of one configuration file to `into`. errc::usage, with the line, for unknown keys and
// wrong types.
result<void> apply_config(options& into, const std::string& text, const std::string& file_name);

}  // namespace bangtin::scheduler::app
