// Small random programmes that obey every rule of programme_check.hpp, for properties of how they are
// written. For those of what they show: random_site.hpp.
#pragma once

#include <rapidcheck.h>

#include "playlists/programme.hpp"
#include "playlists/timeline.hpp"

namespace bangtin::playlists::testing {

programme random_programme();

}  // namespace bangtin::playlists::testing
