// A film of a virtual screen that shows numbered clips: which frame came on when, looked at a thousand times
// a second. Looking costs the players nothing but the processor time of this process.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "bench/numbered_clip.hpp"

namespace bangtin::bench {

using film_clock = std::chrono::steady_clock;

struct sighting {
  film_clock::time_point at;
  frame_mark mark;
};

class film {
 public:
  explicit film(const e2e::virtual_screen& screen);
  // Ends it. Every new mark with the time when it was seen first.
  std::vector<sighting> develop();

 private:
  std::vector<sighting> sightings_;
  std::jthread camera_;
};

// What a film says, for clips of `frames` frames each.
struct seam_figures {
  std::vector<double> gap_ms;  // by how much a clip's last frame stood longer than its time, of every seam
  int lost_at_seams = 0;       // frames not seen at the end of a clip or at the beginning of the next
  int lost_within = 0;
  std::string gaps_within;  // "after N: COUNT", for the log
  int seen = 0;
};
seam_figures judge(const std::vector<sighting>& seen, int frames, int frames_per_second);

}  // namespace bangtin::bench
