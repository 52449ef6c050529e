// Plain maps. The cost lies in the suggestions, which compare the wrong name with every known name of similar
// length.
#include "playlists/text/symbol_table.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::playlists::text {

std::optional<position> symbol_table::add(const placed_text& name) {
  auto [entry, fresh] = places_.emplace(name.value, name.at);
  return fresh ? std::nullopt : std::optional(entry->second);
}

message symbol_table::suggestion(const std::string& written, message otherwise) {
  std::vector<std::string> known;
  std::size_t letters = 0;
  for (const auto& [name, place] : places_) {
    // No name is similar if its length differs by that much.
    const std::size_t longer = std::max(name.size(), written.size());
    const std::size_t shorter = std::min(name.size(), written.size());
    if (longer - shorter > 1 + written.size() / 3) continue;
    letters += name.size() * written.size();
    if (letters > letters_left_) break;
    known.push_back(name);
  }
  letters_left_ -= std::min(letters, letters_left_);
  auto meant = closest(written, known);
  return meant ? msg("did you mean \"{}\"?", *meant) : std::move(otherwise);
}

void reference_list::resolve_playlists(const section& top, symbol_table& playlists) const {
  for (const placed_text& name : names_) {
    if (playlists.has(name.value)) continue;
    top.report(name.at, msg("there is no playlist \"{}\"", shown(name.value)),
               playlists.suggestion(name.value, msg("add the playlist, or correct the name")));
  }
}

void reference_list::resolve_screens(const section& top, symbol_table& screens, symbol_table& groups) const {
  for (const placed_text& name : names_) {
    if (name.value.starts_with('@')) {
      std::string group = name.value.substr(1);
      if (groups.has(group)) continue;
      top.report(name.at, msg("no screen is in the group \"{}\"", shown(group)),
                 groups.suggestion(group, msg("add it to the `groups` of a screen, or correct the name")));
    } else if (name.value != "all" && !screens.has(name.value)) {
      top.report(
          name.at, msg("there is no screen \"{}\"", shown(name.value)),
          screens.suggestion(name.value, msg("add the screen, or correct the name; a group begins with @")));
    }
  }
}

}  // namespace bangtin::playlists::text
