// Judges the seams between numbered clips that play one after the other, from a film of the screen.
#pragma once

#include <string>
#include <vector>

#include "support/film.hpp"

namespace bangtin::bench {

struct seam_figures {
  // For every seam: how much longer than its duration a clip's last frame stood.
  std::vector<double> gap_ms;
  int lost_at_seams = 0;  // frames not seen at a clip's end or at the start of the next one
  int lost_within = 0;
  std::string gaps_within;  // "after N: COUNT", for the log
  int seen = 0;
};
// For clips of `frames` frames each.
seam_figures judge(const std::vector<fakes::screenshot>& shots, int frames, int frames_per_second);

}  // namespace bangtin::bench
