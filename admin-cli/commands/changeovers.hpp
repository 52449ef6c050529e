// What "approve" asks about screens: before it publishes, which of them are too old to read the programme;
// afterwards, when each changes over to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "admin-cli/views/changeover.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// Succeeds if every paired screen that has reported can read `p`, or if the user agrees to leave the others
// behind: with --leave-behind, or at the terminal. Else errc::conflict; the error names the screens and the
// keys that are new to them. Asks the daemon only if `p` uses keys that a player may be too old for.
result<void> agreed_to_leave_behind(session& s, const playlists::programme::programme& p,
                                    const arguments& given, bool two_signatures);

// The names of the paired screens whose players have reported that they read no programme of `format`, in one
// line; empty: there are none. For what root signs, which such a player would refuse.
result<std::string> screens_below(session& s, std::int64_t format);

// Asks the daemon again and again, for 5 s at most, until each screen of `p` has said when it changes over.
// Empty when the daemon does not answer any more; a note says so, because the programme is published anyway.
std::optional<std::vector<views::changeover>> watch_changeovers(session& s,
                                                                const playlists::programme::programme& p);

}  // namespace bangtin::admin_cli::commands
