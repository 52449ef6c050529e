// What a person meant by a word that the command does not take. Pure, except for the process language.
#pragma once

#include <string_view>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::app {

// What to do: people leave out an option's name, or the quotation marks around a text. `given`: what else the
// call has.
message remedy_for_stray_word(std::string_view word, const commands::command& c,
                              const commands::arguments& given);

}  // namespace bangtin::admin_cli::app
