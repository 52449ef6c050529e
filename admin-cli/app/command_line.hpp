// Parses the words of a call into a command and its arguments, and prints the help. Pure, except for the
// process language.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

struct parsed_call {
  const commands::command* what = nullptr;  // null only with --help or --version
  commands::arguments given;                // includes the global options; "--help" holds the subject
};

// `words` are the call without the program's name. errc::usage for an unknown command or option (the remedy
// names the most similar one), a missing or unexpected value, or a missing command.
result<parsed_call> parse_call(const std::vector<std::string>& words);

// The value of a global option anywhere in the call, valid or not: language and --json must be known before
// the call is parsed. A switch that is present has the value "".
std::optional<std::string> peek(const std::vector<std::string>& words, std::string_view option);

// How the help writes an option or a word: "-o, --output FILE", "FILE...".
std::string shown_name(const commands::option_row& row);
// A call of the command: "bangtin media add FILE... [OPTIONS]", without its optional options.
std::string usage_of(const commands::command& c);

// The help of one command; without a command, of all commands that begin with the word `subject` ("media"),
// or of the whole program if `subject` is empty. In the process language, in lines of at most
// `width` columns (0: no limit). Ends with a newline.
std::string help_text(const commands::command* about, std::string_view subject = {}, std::size_t width = 0);

}  // namespace bangtin::admin_cli::app
