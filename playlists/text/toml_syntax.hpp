// What to say of a text that is not TOML. toml++ says it in the words of its grammar; staff need to know
// which mistake of theirs leads there. Internal to the reader of the programme file.
#pragma once

#include <toml++/toml.h>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The problem for what toml++ threw on reading the text, at the place where it gave up.
diagnostic diagnostic_of(const toml::parse_error& e);

}  // namespace bangtin::playlists::text
