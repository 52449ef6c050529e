// How a value of the programme file is written, for those who wrote another. Internal to the reader of the
// programme file.
#pragma once

#include <toml++/toml.h>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::playlists::text {

// A text of the file as it may stand in a message: made safe to print, and cut where it is longer than
// anybody would read.
std::string shown(std::string_view text);

// `duration = "12s"`: the key with a text, in brackets where it belongs into a list. The text is made of what
// was written instead, where that is likely to be what was meant (12, 2026-10-01), else an example.
std::string text_example(std::string_view key, const toml::node& written, bool in_list);
// `share = 60`: the number that was written in quotes, else an example.
std::string number_example(std::string_view key, const toml::node& written);
// `{ media = "posters/vneid.png" }`: an entry of the list `key`, with what was written in its place.
std::string entry_example(std::string_view key, const toml::node& written);

// What to do with a key that stands where it is not known: the key which was probably meant, the table that
// it belongs to, or else the keys that are known here.
message remedy_for_key(std::string_view key, const std::vector<std::string>& known);

}  // namespace bangtin::playlists::text
