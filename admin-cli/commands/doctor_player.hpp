// What "doctor" finds on a screen's own machine: the player's service, display, disk, clock, and the way to
// its daemon.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "admin-cli/commands/doctor_checks.hpp"

namespace bangtin::admin_cli::commands {

struct player_here {
  bool is_running = false;
  std::optional<error> config;             // why its configuration cannot be read
  std::string server;                      // of its configuration; empty: none
  std::optional<error> absence;            // of that daemon; empty: it answers, or there is no address
  int connectors = 0;                      // for displays, that the kernel knows
  int displays = 0;                        // connected to them
  std::optional<std::int64_t> free_bytes;  // of its disk; empty: not known
  std::string pairing_code;                // it waits to be paired; empty: it does not, or nobody may look
  clock_trust clock = clock_trust::unsynced;
};

// Asks the daemon at the address whether it answers.
using server_question = std::function<std::optional<error>(const std::string& server)>;

// Reads the machine below `root`, "/" but in tests. Empty: there is no player here.
std::optional<player_here> look_at_player(const std::filesystem::path& root, clock_trust clock,
                                          const server_question& ask);
remarks check_player(const player_here& p);

}  // namespace bangtin::admin_cli::commands
