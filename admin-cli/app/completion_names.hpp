// The names that completion offers, as the daemon has them.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/app/completion.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::app {

// `of`: the playlist of which items are meant. Sorted, without duplicates; of the draft, else of the
// published programme, but where what screens show is meant. Empty when the daemon does not answer or
// refuses: a shell must not print errors while a person types.
std::vector<std::string> names_at(commands::session& s, name_kind kind, const std::string& of);

}  // namespace bangtin::admin_cli::app
