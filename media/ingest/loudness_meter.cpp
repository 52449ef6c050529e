#include "media/ingest/loudness_meter.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <vector>

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t block_frames = 48'000 * 4 / 10;

}  // namespace

loudness_meter::loudness_meter() : state_(ebur128_init(2, 48'000, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK)) {
  if (!state_) throw std::bad_alloc();
}

void loudness_meter::take(std::span<const float> frames) {
  ebur128_add_frames_float(state_.get(), frames.data(), frames.size() / 2);
  frames_ += frames.size() / 2;
}

loudness loudness_meter::so_far() {
  if (frames_ > 0 && frames_ < block_frames) take(std::vector<float>(2 * (block_frames - frames_)));
  loudness l{-HUGE_VAL, -HUGE_VAL};
  ebur128_loudness_global(state_.get(), &l.integrated_lufs);
  for (unsigned channel : {0U, 1U}) {
    double peak = 0;
    ebur128_true_peak(state_.get(), channel, &peak);
    l.true_peak_dbtp = std::max(l.true_peak_dbtp, 20 * std::log10(peak));
  }
  return l;
}

}  // namespace bangtin::media::ingest
