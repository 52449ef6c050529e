// What the draft was in the last 30 days, and which of its states an undo goes back to.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

// A draft that was replaced, or a published programme (as a draft: version 0, without validity).
struct past_state {
  playlists::programme::programme value;
  std::optional<utc_ms> replaced;  // when it ceased to be the draft; absent for a published programme
  std::string who;                 // replaced it
};

// Calls `visit` with every state that the draft had in the last 30 days, and every version that was in force
// then, newest first, each draft once and each version once, until `visit` returns false. Fetches one at a
// time.
result<void> visit_past(session& s, const std::function<bool(past_state)>& visit);

// The states that undo and redo lead to, as places in `states`; empty where there is none.
struct undo_targets {
  std::optional<std::size_t> undo, redo;
};
// `states` are the identities of all states of the draft, oldest first, the last one is the present one. Who
// went back to a state does not lose those behind it until the draft is changed in another way; as in an
// editor. Pure.
undo_targets undo_targets_of(const std::vector<digest>& states);

}  // namespace bangtin::admin_cli::commands
