// The table of all commands: what can be called, with which options, and who does it.
#pragma once

#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

// Every command, in the order of the help.
const std::vector<commands::command>& commands();
// The options which every command takes, before or after its words.
const std::vector<commands::option_row>& global_options();

}  // namespace bangtin::admin_cli::app
