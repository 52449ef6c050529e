// bangtind's command line and its configuration file (docs/daemon.md). The command line wins.
#pragma once

#include <string>
#include <variant>

#include "base/error.hpp"
#include "scheduler/app/daemon.hpp"

namespace bangtin::scheduler::app {

struct options {
  daemon_setup setup;
  std::string log_level = "info";
};

// The options; or a text to print before ending well (--help, --version). errc::usage for words that are off,
// and for a configuration file that cannot be read or understood.
result<std::variant<options, std::string>> parse_options(int argc, const char* const* argv);

// What one configuration file says, over `into`. Unknown keys and wrong types are errors with their line.
result<void> apply_config(options& into, const std::string& text, const std::string& file_name);

}  // namespace bangtin::scheduler::app
