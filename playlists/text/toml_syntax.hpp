// Messages for text that is not TOML. toml++ reports in the terms of its grammar; staff need to know which of
// their mistakes causes the error. Internal to the reader of the programme file.
#pragma once

#include <toml++/toml.h>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The sentence for text that breaks TOML's rules; `why` says which.
message not_toml(const message& why);
// Whether it is such a sentence, whose only argument is the reason. Readers of other files than programmes
// name their kind of file in it.
bool says_not_toml(const message& what);

// The diagnostic for an exception of toml++, at the place where it stopped.
diagnostic diagnostic_of(const toml::parse_error& e);

}  // namespace bangtin::playlists::text
