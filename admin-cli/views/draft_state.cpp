#include "admin-cli/views/draft_state.hpp"

#include "base/language.hpp"

namespace bangtin::admin_cli::views {

std::string_view to_string(draft_state s) {
  switch (s) {
    case draft_state::same:
      return "same";
    case draft_state::changed:
      return "changed";
    case draft_state::added:
      return "new";
    case draft_state::removed:
      return "removed";
    case draft_state::none:
      break;
  }
  return "none";
}

cell draft_cell(draft_state s) {
  switch (s) {
    case draft_state::same:
      return {""};
    case draft_state::changed:
      return {tr("changed"), tone::warning};
    case draft_state::added:
      return {tr("new"), tone::good};
    case draft_state::removed:
      return {tr("taken out"), tone::warning};
    case draft_state::none:
      break;
  }
  return {tr("in no programme"), tone::faint};
}

}  // namespace bangtin::admin_cli::views
