// A look at TOML text before toml++ (3.3) reads it, for what it does not bear.
//
// It bounds the nesting of values but not that of dotted names, and destroys a tree by recursion, so that one
// line of a million dots would end the program; some of its searches take time proportional to the number of
// headings. Our files need hardly any of either.
//
// Outside of strings and remarks, and where a long string goes on after a backslash, most letters beyond
// ASCII lead it to code that its author thought unreachable (marzer/tomlplusplus issues 190 and 295), so
// anything may happen. TOML allows none of these but the long strings, which we do without.
#pragma once

#include <optional>
#include <string_view>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The first place where the text is not UTF-8, has a control character, has a letter beyond ASCII, a quote,
// an opening bracket or an equals sign where it must not, or passes 300 open brackets, 32 dots in one name,
// 10,000 dots in all names, or 50,000 headings. Takes time proportional to the text.
std::optional<diagnostic> bad_shape(std::string_view text);

}  // namespace bangtin::playlists::text
