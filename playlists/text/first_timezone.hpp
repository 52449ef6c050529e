// The time zone of a site before anybody has chosen one. Pure; any thread.
#pragma once

#include <string>

namespace bangtin::playlists::text {

// The zone that the machine is set to (base/machine_zone.hpp), or a programme's default where the time zone
// database does not know it. Command and daemon must choose alike.
std::string first_timezone(const std::string& machine);

}  // namespace bangtin::playlists::text
