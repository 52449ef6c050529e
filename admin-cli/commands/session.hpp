// What a handler has at hand while one command runs.
#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "admin-cli/commands/command.hpp"
#include "admin-cli/commands/settings.hpp"
#include "admin-cli/commands/terminal.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "wire/http_client.hpp"

namespace bangtin::admin_cli::commands {

using pause_function = std::function<void(std::chrono::milliseconds)>;

struct session {
  const settings& set;
  views::printer& out;
  terminal& person;
  wire::http_client& daemon;
  utc_ms now;                   // when the command was called
  const pause_function& pause;  // waits between two tries
};

// Whether to go on with a change: --yes, or nobody there to ask, or the answer is yes. errc::conflict when it
// is no.
result<void> agreed(session& s, const std::string& question);

// A passphrase from BANGTIN_PASSPHRASE_FILE (its first line), else from the terminal; `twice` when it is new,
// which also demands 8 characters.
result<std::string> get_passphrase(session& s, const std::string& prompt, bool twice);

}  // namespace bangtin::admin_cli::commands
