// What "status" asks the daemon for, and how it is printed.
#pragma once

#include <vector>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

struct status_values {
  wire::admin::site site;
  std::vector<wire::admin::screen> screens;
  std::vector<wire::admin::waiting_screen> waiting;  // players that wait to be paired
};

result<status_values> get_status(session& s);
// Prints it for people.
void print_status(views::printer& out, const status_values& v, utc_ms now);

// "status --watch": shows the status until Ctrl-C, whatever the daemon answers after the first time. At a
// terminal it redraws it every two seconds; elsewhere it prints a line for each change.
result<int> watch_status(session& s);

}  // namespace bangtin::admin_cli::commands
