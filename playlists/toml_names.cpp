// Nothing but maps: the cost is in the suggestions, which compare what was written with every name.
#include "playlists/toml_names.hpp"

#include "base/text.hpp"

namespace bangtin::playlists {

std::optional<position> name_book::add(const placed_text& name) {
  auto [entry, fresh] = places_.emplace(name.value, name.at);
  return fresh ? std::nullopt : std::optional(entry->second);
}

message name_book::suggestion(const std::string& written, message otherwise) const {
  std::vector<std::string> known;
  for (const auto& [name, place] : places_) known.push_back(name);
  auto meant = closest(written, known);
  return meant ? msg("did you mean \"{}\"?", *meant) : std::move(otherwise);
}

void reference_list::resolve_playlists(const section& top, const name_book& playlists) const {
  for (const placed_text& name : names_) {
    if (playlists.has(name.value)) continue;
    top.problem(name.at, msg("there is no playlist \"{}\"", printable(name.value)),
                playlists.suggestion(name.value, msg("add the playlist, or correct the name")));
  }
}

void reference_list::resolve_screens(const section& top, const name_book& screens,
                                     const name_book& groups) const {
  for (const placed_text& name : names_) {
    if (name.value.starts_with('@')) {
      std::string group = name.value.substr(1);
      if (groups.has(group)) continue;
      top.problem(name.at, msg("no screen is in the group \"{}\"", printable(group)),
                  groups.suggestion(group, msg("add it to the `groups` of a screen, or correct the name")));
    } else if (name.value != "all" && !screens.has(name.value)) {
      top.problem(
          name.at, msg("there is no screen \"{}\"", printable(name.value)),
          screens.suggestion(name.value, msg("add the screen, or correct the name; a group begins with @")));
    }
  }
}

}  // namespace bangtin::playlists
