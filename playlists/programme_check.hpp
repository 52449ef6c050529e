// Whether a programme is fit to compute with: unique names, references that exist, values in range.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "playlists/programme.hpp"

namespace bangtin::playlists {

// The first thing that is wrong in itself, if any: duplicate or empty names, a dangling reference, a share or
// a duration out of range, an unknown time zone, a recurring range without both ends, a playlist without
// items, no slate.
std::optional<error> check_references(const programme& p);

}  // namespace bangtin::playlists
