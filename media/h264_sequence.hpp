// What an H.264 stream says about itself (ITU-T H.264, 7.3): the bits of its units, and the beginning of a
// sequence parameter set. Pure; reads hostile bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bangtin::media {

// Bits of a unit's payload (behind its header), without the bytes that keep start codes out of it. Once they
// run out, every further bit is 0.
class h264_bits {
 public:
  explicit h264_bits(std::span<const std::byte> payload);
  bool ran_out() const { return ran_out_; }

  unsigned bits(int count);
  bool flag() { return next() != 0; }
  // Unsigned and signed Exp-Golomb codes (9.1).
  unsigned ue();
  int se();

 private:
  unsigned next();

  std::vector<std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool ran_out_ = false;
};

struct h264_sequence {
  int number_bits = 0;            // of a picture's frame_num
  bool planes_apart = false;      // separate_colour_plane_flag
  bool numbers_may_skip = false;  // gaps_in_frame_num_value_allowed_flag
};

// Reads a sequence parameter set (7.3.2.1.1) up to the size of its pictures.
h264_sequence read_h264_sequence(h264_bits& in);

}  // namespace bangtin::media
