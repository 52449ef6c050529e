// Runs a program of the site's owner: the hook, or sendmail.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace bangtin::scheduler::alerts {

struct command_run {
  std::vector<std::string> argv;         // argv[0] is the path; there is no shell
  std::vector<std::string> environment;  // besides PATH and LANG, which are all that it gets
  std::string input;                     // its standard input, a file
  milliseconds timeout = std::chrono::seconds(30);
};

// Blocks until the program ends; it has its own process group, which is killed as a whole at its end, after
// `timeout`, and when `stop` is requested. It may use a minute of processor time and 1 GiB, and dumps no
// core. errc::io when it cannot be started, fails, is killed or is stopped; the error has the last line that
// it wrote.
result<void> run_command(const command_run& run, std::stop_token stop);

}  // namespace bangtin::scheduler::alerts
