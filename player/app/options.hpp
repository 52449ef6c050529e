// The player's command line and its file, /etc/bangtin/bangtin-player.toml: the same names in both.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace bangtin::player::app {

struct options {
  std::filesystem::path data;
  std::string server = "http://127.0.0.1:8470";
  int rotate = 0;  // degrees clockwise: 0, 90, 180, 270
  int width = 0;   // of the window; 0: the whole screen
  int height = 0;
  std::string log_level = "info";
  std::filesystem::path screenshots;  // empty: none
};

// Fills `o`. The exit code when the program is to end at once: 0 after --help and --version, 2 after a
// mistake, which has been told on stderr.
std::optional<int> parse(int argc, char** argv, options& o);

}  // namespace bangtin::player::app
