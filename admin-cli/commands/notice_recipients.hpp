// Which screens an emergency notice goes to.
#pragma once

#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "wire/admin/screens.hpp"

namespace bangtin::admin_cli::commands {

// Whom the notice is for.
struct recipients {
  std::vector<std::string> names;           // as the notice has them: ["all"], or names
  std::vector<std::string> with_player;     // that will get it
  std::vector<std::string> without_player;  // that were meant, and cannot get it
};

// The screens that the call names with --screens, as every command matches them; without that all. `rows` are
// the daemon's screens. errc::conflict if none of those meant has a player; the errors of choose_screens and
// of the daemon.
result<recipients> recipients_from(session& s, const arguments& given,
                                   const std::vector<wire::admin::screen>& rows);

}  // namespace bangtin::admin_cli::commands
