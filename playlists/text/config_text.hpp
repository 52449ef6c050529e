// Reads the configuration file of a program (bangtind.toml, bangtin-player.toml, bangtin.toml) with the parts
// of the programme file's reader, so that its mistakes are told as well: line, column, and the right key.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "playlists/text/diagnostic.hpp"

namespace bangtin::playlists::text {

enum class config_type { text, number, truth };

// A key that the program knows. "media.pages" is the key `pages` below the heading [media].
struct config_key {
  std::string_view name;
  std::string_view example;  // a value as it is written in the file: "\"90s\"", "30"
  config_type type = config_type::text;
  std::int64_t min = 1, max = std::numeric_limits<std::int64_t>::max();  // of a number
};

struct config_value {
  std::string text;         // of a number its digits
  std::int64_t number = 0;  // of a text 0; of a truth 1 or 0
  position at;
};

using config_values = std::map<std::string, config_value, std::less<>>;

// The values of the file by the names of `keys`; those that are absent are absent. errc::usage, with
// "FILE:LINE:COLUMN: " before the first mistake, for text that is not TOML, unknown keys and wrong types.
result<config_values> read_config_text(const std::string& text, std::string_view file,
                                       std::span<const config_key> keys);

// The error for a value that only the program itself can judge.
error config_error(std::string_view file, position at, const message& what, message remedy);

}  // namespace bangtin::playlists::text
