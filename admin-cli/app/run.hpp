// Runs one call of the command, from its words to its exit code.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::app {

// The program's environment, except for files and the daemon.
struct surroundings {
  std::ostream& out;
  std::ostream& err;
  commands::terminal& person;
  commands::environment env;
  utc_ms now;
  commands::pause_function pause;
  std::function<result<void>(std::string_view level)> start_log;  // may be absent
  bool colour_out = false;
  bool colour_err = false;
  std::size_t width_out = 0;  // of the terminal on standard output, in columns; 0: there is none
  std::size_t width_err = 0;
  clock_trust clock = clock_trust::unsynced;                // how far `now` can be trusted
  std::function<std::chrono::milliseconds()> since_call{};  // how long ago `now` was; absent: it is still now
  std::function<bool()> interrupted{};                      // commands::session::interrupted
};

// Runs the call and returns the exit code. Sets the language of the process. Never throws.
int run(const std::vector<std::string>& words, const surroundings& around);

}  // namespace bangtin::admin_cli::app
