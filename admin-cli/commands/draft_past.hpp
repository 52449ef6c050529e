// What the draft was in the last 30 days, and what an undo takes back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/programmes.hpp"

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

// A change that can be taken back or made again, and the place of the kept draft to which that leads.
struct undo_step {
  std::int64_t change = 0;
  std::size_t place = 0;
  bool operator==(const undo_step&) const = default;
};
// As in an editor: an undo takes the last one of `done` back, a redo makes the last one of `undone` again,
// and any other change empties `undone`.
struct undo_stack {
  std::vector<undo_step> done, undone;
};
// `changes` are those that are kept, oldest first; `now` is the identity of the present draft. What older
// changes have put on the stack is not on it. Pure.
undo_stack undo_stack_of(const std::vector<wire::admin::kept_draft>& changes, const digest& now);

}  // namespace bangtin::admin_cli::commands
