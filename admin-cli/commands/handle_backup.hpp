// backup, restore: what the command table calls.
#pragma once

#include "admin-cli/commands/command.hpp"
#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

result<int> backup(session& s, const arguments& given);
// Returns only when it fails: this process becomes bangtind.
result<int> restore(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
