// The rows of the command table by subject. Each table_*.cpp has those of one subject, and command_table.cpp
// joins them in the order of the help.
#pragma once

#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> keys_rows();
std::vector<commands::command> media_rows();
std::vector<commands::command> campaign_rows();
std::vector<commands::command> playlist_rows();
std::vector<commands::command> ticker_rows();
std::vector<commands::command> draft_rows();
std::vector<commands::command> programme_rows();
std::vector<commands::command> screen_rows();
std::vector<commands::command> plays_rows();
std::vector<commands::command> people_rows();
std::vector<commands::command> backup_rows();
std::vector<commands::command> bundle_rows();
std::vector<commands::command> help_rows();

// An option of several commands: --keys DIR.
commands::option_row keys_folder();
// The options of the commands that take back what was removed, and that of the lists that show it.
std::vector<commands::option_row> restore_options();
commands::option_row removed_only();
// On which screens a campaign or ticker runs, and when.
commands::option_row screens_option(bool needed);
std::vector<commands::option_row> window_options();

}  // namespace bangtin::admin_cli::app
