// The names that a programme file defines and the references to them. Names of one kind are stored with their
// places; references are resolved when all names are known. Internal to the reader of the programme file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "playlists/text/toml_section.hpp"

namespace bangtin::playlists::text {

// Names of one kind with their places, for the detection of duplicates and for "did you mean".
class symbol_table {
 public:
  // Adds the name. If it exists already, returns the place of the earlier one.
  std::optional<position> add(const placed_text& name);
  bool has(const std::string& name) const { return places_.contains(name); }
  // "did you mean ...?" if a known name is similar to `written`, else `otherwise`. Each comparison costs
  // time, so of thousands of long wrong names only the first hundreds get suggestions.
  message suggestion(const std::string& written, message otherwise);

 private:
  std::map<std::string, position> places_;
  std::size_t letters_left_ = 50'000'000;  // pairs of letters that may still be compared
};

// References: names that should exist. For each that does not, `top` gets a diagnostic.
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
