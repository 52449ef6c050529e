// Links that QR codes lead to.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace bangtin::playlists::text {

// What keeps a telephone from opening the link, with the remedy; nothing for an empty one and for those that
// begin with https://, http://, tel: or mailto: and have no space. errc::invalid. Pure.
std::optional<error> find_bad_link(std::string_view link);

}  // namespace bangtin::playlists::text
