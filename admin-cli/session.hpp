// What a handler has at hand while one command runs, and the running itself.
#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "admin-cli/command.hpp"
#include "admin-cli/printing.hpp"
#include "admin-cli/settings.hpp"
#include "admin-cli/terminal.hpp"
#include "base/clock.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli {

using pause_function = std::function<void(std::chrono::milliseconds)>;

struct session {
  const settings& set;
  printer& out;
  terminal& person;
  wire::http_client& daemon;
  utc_ms now;                   // when the command was called
  const pause_function& pause;  // waits between two tries
};

// Everything outside the program that it touches, but files and the daemon.
struct surroundings {
  std::ostream& out;
  std::ostream& err;
  terminal& person;
  environment env;
  utc_ms now;
  pause_function pause;
  std::function<result<void>(std::string_view level)> start_log;  // may be absent
  bool colour_out = false;
  bool colour_err = false;
};

// Runs the call and returns the exit code. Changes the language of the process. Throws nothing.
int run(const std::vector<std::string>& words, const surroundings& around);

// Whether to go on with a change: --yes, or nobody there to ask, or the answer is yes. errc::conflict when it
// is no.
result<void> agreed(session& s, const std::string& question);

// A passphrase from BANGTIN_PASSPHRASE_FILE (its first line), else from the terminal; `twice` when it is new,
// which also demands 8 characters.
result<std::string> get_passphrase(session& s, const std::string& prompt, bool twice);

}  // namespace bangtin::admin_cli
