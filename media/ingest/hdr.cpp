// ITU-R BT.2100 for the curves, BT.2408 for the level of white. The knee leaves everything below 60 % of
// white as it is, so that a poster in HDR looks like the same poster in SDR.
#include "media/ingest/hdr.hpp"

#include <algorithm>
#include <cmath>

namespace bangtin::media::ingest {

namespace {

constexpr std::size_t steps = 65'536;
constexpr double white_nits = 203;
constexpr double hlg_peak_nits = 1000;
constexpr float knee = 0.6F;
constexpr float peak = 1000.0F / 203.0F;

double pq_nits(double v) {
  constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128;
  constexpr double c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32, c3 = 2392.0 / 4096 * 32;
  double p = std::pow(v, 1 / m2);
  return 10'000 * std::pow(std::max(p - c1, 0.0) / (c2 - c3 * p), 1 / m1);
}

double hlg_scene(double v) {
  constexpr double a = 0.17883277, b = 1 - 4 * a;
  const double c = 0.5 - a * std::log(4 * a);
  return v <= 0.5 ? v * v / 3 : (std::exp((v - c) / a) + b) / 12;
}

double srgb_of(double light) {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

// The slope is 1 at the knee, and `peak` becomes 1.
float compressed(float light) {
  if (light <= knee) return light;
  constexpr float range = (peak - knee) / (1 - knee);
  float x = (light - knee) / (1 - knee);
  return std::min(1.0F, knee + (1 - knee) * x * (1 + x / (range * range)) / (1 + x));
}

}  // namespace

hdr_mapper::hdr_mapper(hdr_transfer transfer, const light_matrix& lights)
    : hlg_(transfer == hdr_transfer::hlg), lights_(lights), light_(steps), srgb_(steps) {
  for (std::size_t i = 0; i < steps; ++i) {
    double v = static_cast<double>(i) / (steps - 1);
    light_[i] = static_cast<float>(hlg_ ? hlg_scene(v) : pq_nits(v) / white_nits);
    srgb_[i] = static_cast<std::uint8_t>(std::lround(255 * srgb_of(v)));
  }
}

void hdr_mapper::map(const std::uint16_t* from, std::uint8_t* rgb) const {
  std::array<float, 3> in{light_[from[0]], light_[from[1]], light_[from[2]]};
  if (hlg_) {
    // The light of the scene to that of a display of 1,000 cd/m2, whose system gamma is 1.2.
    float y = 0.2627F * in[0] + 0.6780F * in[1] + 0.0593F * in[2];
    float factor = static_cast<float>(hlg_peak_nits / white_nits) * std::pow(std::max(y, 1e-6F), 0.2F);
    for (float& v : in) v *= factor;
  }
  float brightest = std::max({in[0], in[1], in[2], 1e-6F});
  float factor = compressed(brightest) / brightest;
  for (std::size_t c = 0; c < 3; ++c) {
    float v = factor * (lights_[c][0] * in[0] + lights_[c][1] * in[1] + lights_[c][2] * in[2]);
    rgb[c] = srgb_[static_cast<std::size_t>(std::lround(std::clamp(v, 0.0F, 1.0F) * (steps - 1)))];
  }
}

}  // namespace bangtin::media::ingest
