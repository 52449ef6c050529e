// Which outputs count. A screen says of each play what it knew of its output: "connected", "disconnected" or
// "unknown". Where nobody can tell, the technician may vouch for the screen in the player's configuration;
// the BOOT record of that run then says so, and what was played on an unknown output counts.
#pragma once

#include <string_view>

#include "evidence/record.hpp"

namespace bangtin::evidence {

// The `reason` of such a BOOT record; that of any other is "start".
inline constexpr const char* boot_output_assumed = "output-assumed";

// Whether somebody could see the play. `unknown_counts`: a technician vouched for the output, or the record
// was receipted when unknown outputs still counted.
inline bool output_counts(const play_end& end, bool unknown_counts) {
  return end.output == "connected" || (end.output == "unknown" && unknown_counts);
}

}  // namespace bangtin::evidence
