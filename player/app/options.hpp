// The player's options, from the command line and from /etc/bangtin/bangtin-player.toml, with the same names
// in both. Plain values; main parses them once, before it starts a thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "player/sync/fetch_plan.hpp"

namespace bangtin::player::app {

struct options {
  std::filesystem::path data;  // after `parse` never empty
  std::string server = "http://127.0.0.1:8470";
  // Where USB sticks with bundles are mounted; empty: none are read. With it and without an address that was
  // given, `server` is empty: the screen has no network.
  std::filesystem::path bundles;
  int rotate = 0;  // degrees clockwise: 0, 90, 180, 270
  int width = 0;   // of the window; 0: the whole screen
  int height = 0;
  // Only "assumed": plays count although nobody can tell whether a display is connected; empty: they do not.
  std::string output;
  // Only "system": the system's authorities vouch for the daemon's certificate, as behind a proxy with TLS.
  std::string authority;
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

// Fills `o`. A text is to be printed before a successful exit (--help, --version). errc::usage for a mistake
// on the command line, or, with its line, in the file; errc::not_found or errc::io for a named file that
// cannot be read.
result<std::optional<std::string>> parse_options(int argc, const char* const* argv, options& o);

}  // namespace bangtin::player::app
