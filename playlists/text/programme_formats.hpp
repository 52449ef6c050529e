// How the programme's bytes may grow. Readers refuse unknown keys, so a programme with a new key would be
// lost on every screen whose player is older than the key. Therefore a writer uses a new key only where its
// readers have announced it: players report the newest format that they read, and "bangtin approve" names the
// screens that are too old for the keys that a programme uses.
//
// A new key belongs to a new format if the format before was in a release: raise `programme_format`, add one
// line to the table in programme_formats.cpp, and leave the key out at its default (programme_bytes.cpp).
// Formats 4 and 5 have no new key: readers of 4 know second signatures (wire/programme_statement.hpp), and
// those of 5 a site's chain of root keys (wire/root_succession.hpp).
// Pure; any thread may call these functions.
#pragma once

#include <string>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::text {

// The newest format that this version reads. Players that announce none read format 1.
inline constexpr std::int64_t programme_format = 5;

// The keys that a reader of `format` does not know, as people know them ("campaign: qr"), each once; empty:
// it can read the programme.
std::vector<std::string> keys_after(std::int64_t format, const programme::programme& p);

}  // namespace bangtin::playlists::text
