// What a film of numbered clips, one after the other, says about the seams between them.
#pragma once

#include <string>
#include <vector>

#include "support/film.hpp"

namespace bangtin::bench {

struct seam_figures {
  std::vector<double> gap_ms;  // by how much a clip's last frame stood longer than its time, of every seam
  int lost_at_seams = 0;       // frames not seen at the end of a clip or at the beginning of the next
  int lost_within = 0;
  std::string gaps_within;  // "after N: COUNT", for the log
  int seen = 0;
};
// For clips of `frames` frames each.
seam_figures judge(const std::vector<fakes::screenshot>& shots, int frames, int frames_per_second);

}  // namespace bangtin::bench
