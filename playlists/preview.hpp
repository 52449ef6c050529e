// The timeline as people and scripts see it.
#pragma once

#include <string>

#include "playlists/timeline.hpp"

namespace bangtin::playlists {

// One document of compact JSON without a newline:
// {"screen","timezone","programme","days":[{"date","slots":[{"start","end","campaign","level","media","item",
// "page","reason"}]}]}, as docs/timeline.md shows. `p` must be free of bad references; `on` is one of its
// screens; days >= 0.
std::string preview_json(const programme& p, const screen& on, local_day first, int days);

}  // namespace bangtin::playlists
