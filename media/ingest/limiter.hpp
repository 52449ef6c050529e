// A true-peak limiter for stereo sound at 48 kHz: it lowers the loudness around peaks, in time before them,
// so that no peak passes the ceiling, not even between two samples. Pure; not thread-safe.
//
//   limiter l(-1.5);
//   out = l.take(in); …                  as many frames as went in, `latency` frames late
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace bangtin::media::ingest {

class limiter {
 public:
  // By how many frames the output is later than the input. Whoever wants the last frames adds as many silent
  // ones.
  static constexpr std::size_t attack = 240;  // 5 ms
  static constexpr std::size_t half_taps = 8;
  static constexpr std::size_t latency = attack - 1 + half_taps;

  explicit limiter(double ceiling_dbtp);

  // Limits frames of two floats each, in place.
  void take(std::span<float> frames);

 private:
  double gain_for(double left, double right);
  double true_peak(double left, double right);

  double ceiling_;
  std::array<std::array<float, 2 * half_taps>, 2> recent_{};  // the newest samples of each channel, as a ring
  std::size_t newest_ = 0;
  std::vector<float> delayed_;  // a ring of `latency` frames
  std::size_t oldest_ = 0;
  std::size_t frame_ = 0;
  std::deque<std::pair<std::size_t, double>> lowest_;  // frames and gains of the last `attack`, rising
  double released_ = 1;
  std::vector<double> window_;  // a ring of the last `attack` gains, whose mean is applied
  double sum_ = 0;
};

}  // namespace bangtin::media::ingest
