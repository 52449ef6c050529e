// Small random programmes that obey every rule of programme_check.hpp, for properties.
#pragma once

#include <rapidcheck.h>

#include "playlists/programme.hpp"
#include "playlists/timeline.hpp"

namespace bangtin::playlists::testing {

struct shape {
  bool shuffle = true;      // some playlists are shuffled
  bool only_share = false;  // no cadence, no windows, one level, no takeover
};

programme random_programme(const shape& s = {});
local_day random_day();

}  // namespace bangtin::playlists::testing
