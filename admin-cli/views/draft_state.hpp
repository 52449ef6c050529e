// How something of the draft stands beside the published programme.
#pragma once

#include <string_view>

#include "admin-cli/views/printing.hpp"

namespace bangtin::admin_cli::views {

enum class draft_state {
  same,
  changed,
  added,
  removed,  // only the published programme has it
  none      // neither has it: a screen that was paired once
};
std::string_view to_string(draft_state s);  // "same", "changed", "new", "removed", "none"
cell draft_cell(draft_state s);             // for people; empty for `same`

// nullptr: it is not there.
template <class T>
draft_state compare(const T* drafted, const T* published) {
  if (drafted == nullptr) return published == nullptr ? draft_state::none : draft_state::removed;
  if (published == nullptr) return draft_state::added;
  return *drafted == *published ? draft_state::same : draft_state::changed;
}

}  // namespace bangtin::admin_cli::views
