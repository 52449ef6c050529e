// The instants at which a month begins and ends. Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>

#include "playlists/programme/instants.hpp"

namespace bangtin::evidence::checker {

// From the first local midnight of the month (YYYY-MM) to that of the next one, in the IANA zone. Nothing for
// an impossible month or zone.
std::optional<playlists::programme::instant_range> month_range(const std::string& zone,
                                                               const std::string& month);

}  // namespace bangtin::evidence::checker
