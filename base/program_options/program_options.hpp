// The command line of the daemon and the player. CLI11 reads it, but its help and its errors are English;
// here they are in the process language.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace bangtin {

// Gives the app `-h,--help`, `--version` (of this build) and headings in the process language. Call it before
// the app gets its options.
void use_process_language(CLI::App& app);

// Reads the command line into the app's options. Nothing: go on. A text: print it and exit with 0 (--help,
// --version). errc::usage for everything else, with the option's name and how to write it; the remedy names
// the nearest option where one is near. Throws nothing of CLI11. The app must not allow extras itself.
result<std::optional<std::string>> read_command_line(CLI::App& app, int argc, const char* const* argv);

}  // namespace bangtin
