// Examples of how to write a value of the programme file, for the remedies of messages. Internal to the
// reader of the programme file.
#pragma once

#include <toml++/toml.h>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::playlists::text {

// A text of the file in the form in which a message shows it: made safe to print, and truncated if it is too
// long to read.
std::string shown(std::string_view text);

// `duration = "12s"`: the key with a text, in brackets if it belongs into a list. The text is made from what
// the author wrote, if that is probably what was meant (12, 2026-10-01), else it is an example.
std::string text_example(std::string_view key, const toml::node& written, bool in_list);
// `share = 60`: the number that the author put in quotes, else an example.
std::string number_example(std::string_view key, const toml::node& written);
// `{ media = "posters/vneid.png" }`: an entry of the list `key`, with the value that the author wrote in its
// place.
std::string entry_example(std::string_view key, const toml::node& written);

// The remedy for an unknown key: the key that was probably meant, else the table to which it belongs, else
// the keys that are known here.
message remedy_for_key(std::string_view key, const std::vector<std::string>& known);

}  // namespace bangtin::playlists::text
