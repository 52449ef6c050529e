// What "approve" and "revert" have in common: they sign a programme as the next version, publish it, and say
// when the screens change over to it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

struct approval_order {
  playlists::programme::programme value;         // publish() sets version, instants and `now`
  std::optional<published_programme> published;  // what it replaces; empty: nothing is published yet
  std::int64_t copy_of = 0;  // the old version that is published once more; 0: it is a new programme
  // If set, called with the opened key before anything is asked; its error ends the command.
  std::function<result<void>(const approver&)> check{};
};

// How many days the call wants the programme to be valid; errc::usage.
result<std::int64_t> validity_days(const arguments& given);

// Shows the changes, checks the clocks, opens the approver's key, asks, signs, publishes, and prints the
// answer. Where two must sign, the first one's signature makes it wait at the daemon, and another one's
// publishes it. Reads --days, --key, --keys, --now, --two, --no-wait and --leave-behind. A failure publishes
// nothing.
result<int> publish(session& s, const arguments& given, approval_order order);

}  // namespace bangtin::admin_cli::commands
