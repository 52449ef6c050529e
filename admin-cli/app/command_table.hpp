// The table of all commands: their words, their options and their handlers.
#pragma once

#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

// Every command, in the order of the help.
const std::vector<commands::command>& commands();
// What "bangtin" alone does; its words are empty, and it is not in commands().
const commands::command& call_without_words();
// The options that every command accepts, before or after its words.
const std::vector<commands::option_row>& global_options();

}  // namespace bangtin::admin_cli::app
