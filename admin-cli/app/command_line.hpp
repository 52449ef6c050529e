// From the words of the call to a command and its arguments; and the help. Pure.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

struct parsed_call {
  const commands::command* what = nullptr;  // null only with --help or --version
  commands::arguments given;                // of global options too; "--help" has the subject
};

// `words` are the call without the program's name. errc::usage for an unknown command or option (with the one
// that is most like it as the remedy), a missing or needless value, or no command at all.
result<parsed_call> parse_call(const std::vector<std::string>& words);

// The value of a global option wherever it stands in the call, valid or not: language and --json must be
// known before the call is found good. A switch that is there has the value "".
std::optional<std::string> peek(const std::vector<std::string>& words, std::string_view option);

// The help of one command; without one, of all that begin with the word `subject` ("media"), or of the whole
// program when that is empty. In the language of the process. Ends with a newline.
std::string help_text(const commands::command* about, std::string_view subject = {});

}  // namespace bangtin::admin_cli::app
