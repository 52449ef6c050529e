// Values of options as people type them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/command.hpp"

namespace bangtin::admin_cli::commands {

// The value of the option without spaces around it; nothing where it is absent.
std::optional<std::string> value_of(const arguments& given, std::string_view key);
// The parts of all values of the option, which stand between commas; empty ones are left out.
std::vector<std::string> parts_of(const arguments& given, std::string_view key);

// What was typed, harmless and short enough for a message.
std::string shown_value(std::string_view typed);
// errc::usage: the option cannot have the value.
error wrong_value(std::string_view key, std::string_view typed, message remedy);

}  // namespace bangtin::admin_cli::commands
