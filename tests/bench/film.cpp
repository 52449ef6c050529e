#include "bench/film.hpp"

#include <fmt/format.h>

#include <stop_token>

namespace bangtin::bench {

film::film(const e2e::virtual_screen& screen)
    : camera_([this, &screen](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          std::optional<frame_mark> mark = mark_on(screen);
          bool fresh = mark && (sightings_.empty() || sightings_.back().mark != *mark);
          if (fresh) sightings_.push_back({film_clock::now(), *mark});
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      }) {}

std::vector<sighting> film::develop() {
  camera_.request_stop();
  if (camera_.joinable()) camera_.join();
  return std::move(sightings_);
}

seam_figures judge(const std::vector<sighting>& seen, int frames, int frames_per_second) {
  seam_figures f;
  f.seen = static_cast<int>(seen.size());
  for (std::size_t i = 1; i < seen.size(); ++i) {
    const sighting& a = seen[i - 1];
    const sighting& b = seen[i];
    double gap = std::chrono::duration<double, std::milli>(b.at - a.at).count() - 1000.0 / frames_per_second;
    if (b.mark.clip == a.mark.clip && b.mark.number > a.mark.number) {
      int lost = b.mark.number - a.mark.number - 1;
      f.lost_within += lost;
      if (lost > 0) f.gaps_within += fmt::format(" {}.{}:{}", a.mark.clip, a.mark.number, lost);
    } else {
      f.gap_ms.push_back(gap);
      f.lost_at_seams += frames - 1 - a.mark.number + b.mark.number;
    }
  }
  return f;
}

}  // namespace bangtin::bench
