// Which names things of a programme may get. Commands and the programme file keep the same rules. Programmes
// that are signed already keep their names (is_good_name in programme_check.hpp). Pure and thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "playlists/text/readable.hpp"

namespace bangtin::playlists::text {

// Why a playlist, a campaign or a ticker may not get the name. Nothing for 1 to `max_name_bytes` bytes on one
// line that people can see and type, without spaces at the ends.
std::optional<unreadable> find_bad_name(std::string_view name);
// The same for screens and groups, whose names also stand in addresses and comma lists.
std::optional<unreadable> find_bad_screen_name(std::string_view name);

}  // namespace bangtin::playlists::text
