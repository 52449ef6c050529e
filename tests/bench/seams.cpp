#include "bench/seams.hpp"

#include <fmt/format.h>

#include <utility>

namespace bangtin::bench {

seam_figures judge(const std::vector<fakes::screenshot>& shots, int frames, int frames_per_second) {
  seam_figures f;
  const fakes::screenshot* before = nullptr;
  for (const fakes::screenshot& s : shots) {
    bool fresh = s.what == fakes::sight::kind::numbered && (before == nullptr || before->is != s.is);
    if (!fresh) continue;
    ++f.seen;
    const fakes::screenshot* a = std::exchange(before, &s);
    if (a == nullptr) continue;
    if (s.is.item == a->is.item && s.is.frame > a->is.frame) {
      int lost = s.is.frame - a->is.frame - 1;
      f.lost_within += lost;
      if (lost > 0) f.gaps_within += fmt::format(" {}.{}:{}", a->is.item, a->is.frame, lost);
    } else {
      double stood_ms = std::chrono::duration<double, std::milli>(s.first - a->first).count();
      f.gap_ms.push_back(stood_ms - 1000.0 / frames_per_second);
      f.lost_at_seams += frames - 1 - a->is.frame + s.is.frame;
    }
  }
  return f;
}

}  // namespace bangtin::bench
