// Where two approvers must sign: the programme that one has signed waits at the daemon until another one
// signs it too. The second signature changes neither its bytes nor its identity.
#pragma once

#include <optional>

#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

// Nothing if none waits.
result<std::optional<published_programme>> get_waiting(wire::http_client& daemon);

// Whether both show the same, apart from version, validity and `now`, which the first approver has set.
bool same_content(const playlists::programme::programme& a, const playlists::programme::programme& b);

// What waits at the daemon, if it is `wanted` as the version after `published`; nothing if none or something
// else waits. A note says so where somebody has signed something else.
result<std::optional<published_programme>> find_waiting(session& s, const admin::site& where,
                                                        const playlists::programme::programme& wanted,
                                                        std::int64_t published);

// Says who has signed the programme that waits, and when.
void print_waiting_facts(session& s, const admin::waiting_programme& w, const std::string& timezone);

// A note of what waits at the daemon; nothing where none waits, or the daemon does not say.
void note_waiting(session& s);

// Whether the opened approver may sign second. errc::conflict when they have signed first; errc::verification
// when the programme is not what an approver of this site signed.
result<void> check_second(const published_programme& waiting, const approver& who);

}  // namespace bangtin::admin_cli::commands
