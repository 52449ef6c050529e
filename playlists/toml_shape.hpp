// A look at TOML text before toml++ reads it. toml++ bounds the nesting of values but not that of dotted
// names, and destroys a tree by recursion, so that one line of a million dots would end the program; some of
// its searches take time proportional to the number of headings. Our files need hardly any of either.
#pragma once

#include <optional>
#include <string_view>

#include "playlists/programme_text.hpp"

namespace bangtin::playlists {

// Where the text first passes 32 dots in one name, 10,000 dots in all names, or 50,000 headings. Strings and
// comments do not count.
std::optional<position> too_deep_for_toml(std::string_view text);

}  // namespace bangtin::playlists
