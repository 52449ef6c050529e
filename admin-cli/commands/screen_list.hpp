// Several screens at once, as --screens names them: "lobby,@indoor" or "all".
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/command.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// The screens and groups of `known` that the call means, each once and in the order given; only "all" where
// that is among them. Names match as everywhere (choose_name). errc::not_found for a name that none has, with
// the nearest one; errc::usage with `what_is_missing` if no name was given. Pure.
result<std::vector<std::string>> choose_screens(const arguments& given,
                                                const std::vector<playlists::programme::screen>& known,
                                                const message& what_is_missing);

}  // namespace bangtin::admin_cli::commands
