// HDR stills (PQ and HLG) to the range and the lights of a screen.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bangtin::media::ingest {

enum class hdr_transfer { pq, hlg };

// Red, green and blue from linear light of some lights to linear light of sRGB's.
using light_matrix = std::array<std::array<float, 3>, 3>;
inline constexpr light_matrix bt2020_to_srgb{
    {{1.6605F, -0.5876F, -0.0728F}, {-0.1246F, 1.1329F, -0.0083F}, {-0.0182F, -0.1006F, 1.1187F}}};

// Diffuse white (203 cd/m2, BT.2408) becomes almost white; what is brighter is compressed into the rest.
class hdr_mapper {
 public:
  hdr_mapper(hdr_transfer transfer, const light_matrix& lights);
  // One pixel of 16-bit samples to 8-bit sRGB.
  void map(const std::uint16_t* from, std::uint8_t* rgb) const;

 private:
  bool hlg_;
  light_matrix lights_;
  std::vector<float> light_;        // of each sample value; 1 is diffuse white (HLG: scene light of 0 to 1)
  std::vector<std::uint8_t> srgb_;  // of linear light 0 to 1
};

}  // namespace bangtin::media::ingest
