// The gain that each frame needs is held for the time of the attack (the lowest of a sliding window), then
// released slowly, then smoothed by the mean of a window of the same length. So the mean has reached the held
// value exactly when the peak leaves the delay line.
#include "media/ingest/limiter.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bangtin::media::ingest {

namespace {

// Between two samples the sound is evaluated at three points, as ITU-R BS.1770 does (48 to 192 kHz).
constexpr std::size_t phases = 4;
constexpr std::size_t taps = 2 * limiter::half_taps;
using kernel = std::array<double, taps>;

// A sinc, windowed (Hann), that evaluates the sound `phase` quarters of a sample behind the tap half_taps
// - 1.
kernel kernel_of(std::size_t phase) {
  kernel k{};
  double sum = 0;
  for (std::size_t i = 0; i < taps; ++i) {
    double x = static_cast<double>(i) - (limiter::half_taps - 1) - static_cast<double>(phase) / phases;
    double sinc = x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    double edge = std::cos(std::numbers::pi * x / taps);
    k[i] = sinc * edge * edge;
    sum += k[i];
  }
  for (double& c : k) c /= sum;
  return k;
}

const std::array<kernel, phases - 1>& kernels() {
  static const std::array<kernel, phases - 1> all{kernel_of(1), kernel_of(2), kernel_of(3)};
  return all;
}

// No kernel's absolute values add up to more than this, so a sound below ceiling / max_overshoot has no peak
// above the ceiling.
constexpr double max_overshoot = 2.5;

// Time in which the gain comes back by two thirds: 60 ms.
const double release = 1 - std::exp(-1 / (0.060 * 48'000));

}  // namespace

limiter::limiter(double ceiling_dbtp)
    : ceiling_(std::pow(10, ceiling_dbtp / 20)), delayed_(2 * latency), window_(attack, 1.0), sum_(attack) {}

// The highest absolute value between the frames half_taps and half_taps - 1 before the newest one, both
// included.
double limiter::true_peak(double left, double right) {
  newest_ = (newest_ + 1) % taps;
  recent_[0][newest_] = static_cast<float>(left);
  recent_[1][newest_] = static_cast<float>(right);
  double peak = 0;
  for (const auto& channel : recent_) {
    double highest = 0;
    for (float s : channel) highest = std::max(highest, std::abs(static_cast<double>(s)));
    if (highest * max_overshoot < ceiling_) continue;
    std::array<double, taps> ordered;
    for (std::size_t i = 0; i < taps; ++i) ordered[i] = channel[(newest_ + 1 + i) % taps];
    peak = std::max({peak, std::abs(ordered[half_taps - 1]), std::abs(ordered[half_taps])});
    for (const kernel& k : kernels()) {
      double between = 0;
      for (std::size_t i = 0; i < taps; ++i) between += k[i] * ordered[i];
      peak = std::max(peak, std::abs(between));
    }
  }
  return peak;
}

// The gain for the frame that leaves the delay line now.
double limiter::gain_for(double left, double right) {
  double peak = true_peak(left, right);
  double needed = peak > ceiling_ ? ceiling_ / peak : 1;
  while (!lowest_.empty() && lowest_.back().second >= needed) lowest_.pop_back();
  lowest_.emplace_back(frame_, needed);
  if (lowest_.front().first + attack <= frame_) lowest_.pop_front();
  released_ = std::min(lowest_.front().second, released_ + (1 - released_) * release);
  double& slot = window_[frame_ % attack];
  sum_ += released_ - slot;
  slot = released_;
  ++frame_;
  return std::min(1.0, sum_ / attack);
}

void limiter::take(std::span<float> frames) {
  for (std::size_t i = 0; i + 1 < frames.size(); i += 2) {
    double gain = gain_for(frames[i], frames[i + 1]);
    for (std::size_t channel = 0; channel < 2; ++channel) {
      float& late = delayed_[2 * oldest_ + channel];
      float in = frames[i + channel];
      frames[i + channel] = static_cast<float>(late * gain);
      late = in;
    }
    oldest_ = (oldest_ + 1) % latency;
  }
}

}  // namespace bangtin::media::ingest
