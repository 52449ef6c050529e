// Pre-scan that rejects TOML text on which toml++ 3.3 misbehaves.
//
// toml++ limits the nesting of values but not that of dotted names, and destroys a tree by recursion, so one
// line of a million dots would crash the program. Some of its searches take time proportional to the number
// of headings. Our files need hardly any of either.
//
// Outside of strings and comments, and where a multi-line string continues after a backslash, most non-ASCII
// letters lead toml++ into code that its author considered unreachable (marzer/tomlplusplus issues 190 and
// 295), which is undefined behaviour. Of these places TOML allows such letters only in the multi-line string;
// there `for_parser` writes them as escapes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The first place where the text is not UTF-8, has a control character, has a non-ASCII letter, a quote, an
// opening bracket or an equals sign where it must not, or exceeds 300 open brackets, 32 dots in one name,
// 10,000 dots in all names, or 50,000 headings. Takes time proportional to the text.
std::optional<diagnostic> bad_shape(std::string_view text);

// The same text as toml++ can read it: a non-ASCII letter on which a multi-line string continues after a
// backslash becomes the escape of the same letter. Lines keep their numbers. Precondition: no `bad_shape`.
std::string for_parser(std::string_view text);

}  // namespace bangtin::playlists::text
