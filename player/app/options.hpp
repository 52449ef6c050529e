// The player's options, from the command line and from /etc/bangtin/bangtin-player.toml, with the same names
// in both. Plain values; main parses them once, before it starts a thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "player/sync/fetch_plan.hpp"

namespace bangtin::player::app {

struct options {
  std::filesystem::path data;  // after `parse` never empty
  std::string server = "http://127.0.0.1:8470";
  int rotate = 0;  // degrees clockwise: 0, 90, 180, 270
  int width = 0;   // of the window; 0: the whole screen
  int height = 0;
  // Only "assumed": plays count although nobody can tell whether a display is connected; empty: they do not.
  std::string output;
  sync::fetch_rules fetch;  // how fast and when files are fetched
  // For acknowledged play records; empty: archive_limits has the default.
  std::optional<std::uint64_t> evidence_reserve_bytes;
  std::string log_level = "info";
  std::filesystem::path screenshots;  // empty: none

  // --shot: draw this item of a programme file into a file, and end. Empty: play.
  std::string shot;
  std::filesystem::path programme, shot_file;
  std::string screen, at;
};

// Fills `o`. Returns the exit code if the program must end now: 0 after --help and --version, 2 after a
// mistake, which it has reported on stderr.
std::optional<int> parse(int argc, char** argv, options& o);

}  // namespace bangtin::player::app
