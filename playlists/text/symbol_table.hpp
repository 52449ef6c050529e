// Who is called what in a programme file, and who is meant by a name: the names of one kind with their
// places, and the references to them, which are resolved when all names are known. Internal to the reader of
// the programme file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "playlists/text/toml_section.hpp"

namespace bangtin::playlists::text {

// Names of one kind, with the place of each, for duplicates and for "did you mean".
class symbol_table {
 public:
  // The place of an earlier one of the same name.
  std::optional<position> add(const placed_text& name);
  bool has(const std::string& name) const { return places_.contains(name); }
  // "did you mean ...?" where a name is like what was written, else `otherwise`. Thousands of long names that
  // are all wrong get no suggestions after the first hundreds, as each costs time.
  message suggestion(const std::string& written, message otherwise);

 private:
  std::map<std::string, position> places_;
  std::size_t letters_left_ = 50'000'000;  // pairs of letters that may yet be compared
};

// Names written where something of that name should exist. What does not exist becomes a problem of `top`.
class reference_list {
 public:
  void add(placed_text name) { names_.push_back(std::move(name)); }
  void resolve_playlists(const section& top, symbol_table& playlists) const;
  // `screen`, `@group` or `all`.
  void resolve_screens(const section& top, symbol_table& screens, symbol_table& groups) const;

 private:
  std::vector<placed_text> names_;
};

}  // namespace bangtin::playlists::text
