#include "media/h264_sequence.hpp"

#include <algorithm>
#include <array>

namespace bangtin::media {

namespace {

void skip_scaling_list(h264_bits& in, int size) {
  int last = 8;
  int next = 8;
  for (int i = 0; i < size && !in.ran_out(); ++i) {
    if (next != 0) next = (last + in.se() % 256 + 256) % 256;
    last = next == 0 ? last : next;
  }
}

bool has_chroma_format(unsigned profile) {
  constexpr std::array profiles{100U, 110U, 122U, 244U, 44U, 83U, 86U, 118U, 128U, 138U, 139U, 134U, 135U};
  return std::find(profiles.begin(), profiles.end(), profile) != profiles.end();
}

// chroma_format_idc to seq_scaling_matrix
void read_chroma_format(h264_bits& in, h264_sequence& s) {
  unsigned chroma = in.ue();
  if (chroma == 3) s.planes_apart = in.flag();
  in.ue();
  in.ue();
  in.flag();
  if (!in.flag()) return;
  int lists = chroma == 3 ? 12 : 8;
  for (int i = 0; i < lists; ++i) {
    if (in.flag()) skip_scaling_list(in, i < 6 ? 16 : 64);
  }
}

// pic_order_cnt_type and what depends on it
void skip_picture_order(h264_bits& in) {
  unsigned type = in.ue();
  if (type == 0) in.ue();
  if (type != 1) return;
  in.flag();
  in.se();
  in.se();
  unsigned frames = in.ue();
  for (unsigned i = 0; i < frames && i < 255 && !in.ran_out(); ++i) in.se();
}

}  // namespace

h264_bits::h264_bits(std::span<const std::byte> payload) {
  int zeros = 0;
  for (std::byte b : payload) {
    bool inserted = zeros >= 2 && b == std::byte{3};
    zeros = b == std::byte{0} ? zeros + 1 : 0;
    if (!inserted) bytes_.push_back(static_cast<std::uint8_t>(b));
  }
}

unsigned h264_bits::bits(int count) {
  unsigned value = 0;
  for (int i = 0; i < count; ++i) value = value << 1 | next();
  return value;
}

unsigned h264_bits::ue() {
  int zeros = 0;
  while (next() == 0 && zeros < 32 && !ran_out_) ++zeros;
  if (zeros >= 32) ran_out_ = true;
  return ran_out_ ? 0 : (1U << zeros) - 1 + bits(zeros);
}

int h264_bits::se() {
  auto code = static_cast<std::int64_t>(ue());
  return static_cast<int>(code % 2 != 0 ? (code + 1) / 2 : -code / 2);
}

unsigned h264_bits::next() {
  if (at_ / 8 >= bytes_.size()) {
    ran_out_ = true;
    return 0;
  }
  unsigned bit = bytes_[at_ / 8] >> (7 - at_ % 8) & 1U;
  ++at_;
  return bit;
}

h264_sequence read_h264_sequence(h264_bits& in) {
  h264_sequence s;
  unsigned profile = in.bits(8);
  in.bits(16);  // constraints and level
  in.ue();
  if (has_chroma_format(profile)) read_chroma_format(in, s);
  constexpr unsigned max_code = 12;
  s.number_bits = static_cast<int>(std::min(in.ue(), max_code)) + 4;
  skip_picture_order(in);
  in.ue();  // max_num_ref_frames
  s.numbers_may_skip = in.flag();
  return s;
}

}  // namespace bangtin::media
