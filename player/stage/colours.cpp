// libyuv stores its factors as bytes, in 64ths, and caps that of blue at 128, since some of its kernels
// cannot take more; those for x86 take up to 255. With the cap, blue of limited-range BT.709 was off by up to
// 13 of 255; with the standard's factor, by less than one. BT.2020 is capped in the same way.
#include "player/stage/colours.hpp"

namespace bangtin::player::stage {

namespace {

libyuv::YuvConstants with_blue(libyuv::YuvConstants c, [[maybe_unused]] std::uint8_t blue_from_u) {
#if defined(__x86_64__)
  // Factors of U and V alternate; V does not contribute to blue.
  for (std::size_t i = 0; i < std::size(c.kUVToB); i += 2) c.kUVToB[i] = blue_from_u;
#endif
  return c;
}

// Alignment: libyuv's kernels load the factors as whole vectors.
constexpr std::size_t vector_bytes = 32;

}  // namespace

const libyuv::YuvConstants& factors_of(const player::decode::picture_format& f) {
  // 64 times 2.0172, 2.1124 and 2.1418.
  alignas(vector_bytes) static const libyuv::YuvConstants bt601 = with_blue(libyuv::kYuvI601Constants, 129);
  alignas(vector_bytes) static const libyuv::YuvConstants bt709 = with_blue(libyuv::kYuvH709Constants, 135);
  alignas(vector_bytes) static const libyuv::YuvConstants bt2020 = with_blue(libyuv::kYuv2020Constants, 137);
  bool full = f.range == player::decode::colour_range::full;
  if (f.matrix == player::decode::colour_matrix::bt601) return full ? libyuv::kYuvJPEGConstants : bt601;
  if (f.matrix == player::decode::colour_matrix::bt2020) return full ? libyuv::kYuvV2020Constants : bt2020;
  return full ? libyuv::kYuvF709Constants : bt709;
}

}  // namespace bangtin::player::stage
