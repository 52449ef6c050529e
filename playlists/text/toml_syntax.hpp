// Messages for text that is not TOML. toml++ reports in the terms of its grammar; staff need to know which of
// their mistakes causes the error. Internal to the reader of the programme file.
#pragma once

#include <toml++/toml.h>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

// The diagnostic for an exception of toml++, at the place where it stopped.
diagnostic diagnostic_of(const toml::parse_error& e);

}  // namespace bangtin::playlists::text
