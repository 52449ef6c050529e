// Values of options as people type them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/commands/command.hpp"
#include "playlists/programme/programme.hpp"
#include "playlists/text/new_names.hpp"

namespace bangtin::admin_cli::commands {

// The value of the option without spaces around it; nothing where it is absent.
std::optional<std::string> value_of(const arguments& given, std::string_view key);
// The parts of all values of the option, which stand between commas; empty ones are left out.
std::vector<std::string> parts_of(const arguments& given, std::string_view key);

// What was typed, harmless and short enough for a message.
std::string shown_value(std::string_view typed);
// errc::usage: the option cannot have the value.
error wrong_value(std::string_view key, std::string_view typed, message remedy);
// errc::usage: `what` is refused, and why.
error wrong_because(const message& what, const playlists::text::unreadable& why);

// A text of one line that people can see, in form C, without spaces around it. errc::usage names the option.
result<std::string> line_of(std::string_view key, std::string_view typed);

// The name that a thing may get, as the rules of playlists/text/new_names.hpp say; in form C, without spaces
// around it. `refused` is like msg("\"{}\" cannot be the name of a playlist", shown_value(typed)).
using name_rule = std::optional<playlists::text::unreadable> (*)(std::string_view);
result<std::string> new_name(std::string_view typed, const message& refused,
                             name_rule rule = &playlists::text::find_bad_name);

// Where the QR code goes and whether something is shown, as words in either language; nothing for an empty
// value. errc::usage names the option.
result<std::optional<playlists::programme::qr_place>> qr_from(std::string_view key, std::string_view typed);
result<std::optional<bool>> switch_from(std::string_view key, std::string_view typed);

}  // namespace bangtin::admin_cli::commands
