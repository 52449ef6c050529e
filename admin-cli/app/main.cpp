// bangtin: the admin command. See docs/commands.md.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <thread>

#include "admin-cli/app/command_line.hpp"
#include "admin-cli/app/interruption.hpp"
#include "admin-cli/app/run.hpp"
#include "base/logging/logging.hpp"

int main(int argc, char** argv) {
  using namespace bangtin;
  using namespace bangtin::admin_cli;
  std::vector<std::string> words(argv + 1, argv + argc);
  auto env = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  // The conventions of no-color.org and of terminals without colours.
  bool may_colour = env("NO_COLOR").empty() && env("TERM") != "dumb";
  admin_cli::app::interruption interruption;
  admin_cli::commands::process_terminal person(admin_cli::app::peek(words, "--quiet").has_value(),
                                               [&interruption] { return interruption.came(); });
  time_reading now = system_clock_source().now();
  int code = admin_cli::app::run(
      words, {.out = std::cout,
              .err = std::cerr,
              .person = person,
              .env = env,
              .now = now.utc,
              .pause = [](std::chrono::milliseconds d) { std::this_thread::sleep_for(d); },
              .start_log = start_logging,
              .colour_out = may_colour && ::isatty(STDOUT_FILENO) == 1,
              .colour_err = may_colour && ::isatty(STDERR_FILENO) == 1,
              .width_out = admin_cli::commands::terminal_width(STDOUT_FILENO, env("COLUMNS")),
              .width_err = admin_cli::commands::terminal_width(STDERR_FILENO, env("COLUMNS")),
              .clock = now.trust,
              .since_call =
                  [begun = std::chrono::steady_clock::now()] {
                    return std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - begun);
                  },
              .interrupted = [&interruption] { return interruption.asked(); }});
  std::cout.flush();
  interruption.pass_on();
  // If the answer could not be written, for example to a full disk or a closed pipe, the call failed.
  if (!std::cout && code == 0) return 1;
  return code;
}
