// Everything in front of the colours must be read to find them. Once the bits run out, every further one is 0
// and the result states nothing.
#include "player/decode/h264_colours.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bangtin::player::decode {

namespace {

constexpr unsigned sps_type = 7;

// Bits of a NAL unit's payload, without the bytes that keep start codes out of it.
class bit_reader {
 public:
  explicit bit_reader(std::span<const std::byte> nal) {
    int zeros = 0;
    for (std::byte b : nal) {
      bool inserted = zeros >= 2 && b == std::byte{3};
      zeros = b == std::byte{0} ? zeros + 1 : 0;
      if (!inserted) bytes_.push_back(static_cast<std::uint8_t>(b));
    }
  }
  bool ran_out() const { return ran_out_; }

  unsigned bits(int count) {
    unsigned value = 0;
    for (int i = 0; i < count; ++i) value = value << 1 | next();
    return value;
  }
  bool flag() { return next() != 0; }
  // An unsigned Exp-Golomb code (9.1).
  unsigned ue() {
    int zeros = 0;
    while (next() == 0 && zeros < 32 && !ran_out_) ++zeros;
    if (zeros >= 32) ran_out_ = true;
    return ran_out_ ? 0 : (1U << zeros) - 1 + bits(zeros);
  }
  int se() {
    auto code = static_cast<std::int64_t>(ue());
    return static_cast<int>(code % 2 != 0 ? (code + 1) / 2 : -code / 2);
  }

 private:
  unsigned next() {
    if (at_ / 8 >= bytes_.size()) {
      ran_out_ = true;
      return 0;
    }
    unsigned bit = bytes_[at_ / 8] >> (7 - at_ % 8) & 1U;
    ++at_;
    return bit;
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool ran_out_ = false;
};

void skip_scaling_list(bit_reader& in, int size) {
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
void skip_chroma_format(bit_reader& in) {
  unsigned chroma = in.ue();
  if (chroma == 3) in.flag();
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
void skip_picture_order(bit_reader& in) {
  unsigned type = in.ue();
  if (type == 0) in.ue();
  if (type != 1) return;
  in.flag();
  in.se();
  in.se();
  unsigned frames = in.ue();
  for (unsigned i = 0; i < frames && i < 255 && !in.ran_out(); ++i) in.se();
}

// max_num_ref_frames to the cropping
void skip_size(bit_reader& in) {
  in.ue();
  in.flag();
  in.ue();
  in.ue();
  if (!in.flag()) in.flag();
  in.flag();
  if (!in.flag()) return;
  for (int side = 0; side < 4; ++side) in.ue();
}

// The beginning of the VUI (E.1.1).
stated_colours read_vui(bit_reader& in) {
  constexpr unsigned extended_aspect = 255;
  stated_colours c;
  if (in.flag() && in.bits(8) == extended_aspect) in.bits(32);
  if (in.flag()) in.flag();
  if (!in.flag()) return c;
  in.bits(3);
  c.range = in.flag() ? colour_range::full : colour_range::limited;
  if (in.flag()) {
    in.bits(16);
    c.matrix = matrix_from(in.bits(8));
  }
  return c;
}

unsigned number(std::span<const std::byte> bytes) {
  unsigned value = 0;
  for (std::byte b : bytes) value = value << 8 | static_cast<unsigned>(b);
  return value;
}

}  // namespace

std::optional<colour_matrix> matrix_from(unsigned h273) {
  switch (h273) {
    case 1:  // BT.709
    case 7:  // SMPTE 240M, which differs little from it
      return colour_matrix::bt709;
    case 4:  // FCC, nearly the same as BT.601
    case 5:
    case 6:
      return colour_matrix::bt601;
    case 9:
    case 10:
      return colour_matrix::bt2020;
    default:
      return std::nullopt;
  }
}

stated_colours colours_of_sps(std::span<const std::byte> sps) {
  if (sps.size() < 4 || (static_cast<unsigned>(sps[0]) & 31U) != sps_type) return {};
  bit_reader in(sps.subspan(1));
  unsigned profile = in.bits(8);
  in.bits(16);  // constraints and level
  in.ue();
  if (has_chroma_format(profile)) skip_chroma_format(in);
  in.ue();  // log2_max_frame_num
  skip_picture_order(in);
  skip_size(in);
  stated_colours c;
  if (in.flag()) c = read_vui(in);
  return in.ran_out() ? stated_colours{} : c;
}

stated_colours colours_of_avcc(std::span<const std::byte> record) {
  constexpr std::size_t sets_at = 5;
  constexpr std::size_t first_at = 8;
  if (record.size() < first_at || (static_cast<unsigned>(record[sets_at]) & 31U) == 0) return {};
  std::size_t length = number(record.subspan(sets_at + 1, 2));
  if (length > record.size() - first_at) return {};
  return colours_of_sps(record.subspan(first_at, length));
}

stated_colours colours_of_stream(std::span<const std::byte> bytes) {
  constexpr std::array start{std::byte{0}, std::byte{0}, std::byte{1}};
  auto at = bytes.begin();
  while ((at = std::search(at, bytes.end(), start.begin(), start.end())) != bytes.end()) {
    at += start.size();
    if (at == bytes.end() || (static_cast<unsigned>(*at) & 31U) != sps_type) continue;
    auto end = std::search(at, bytes.end(), start.begin(), start.end());
    return colours_of_sps(std::span(at, end));
  }
  return {};
}

void set_colours(picture_format& format, const stated_colours& stream, const stated_colours& container) {
  bool hd = format.width >= 1280 || format.height > 576;
  colour_matrix usual = hd ? colour_matrix::bt709 : colour_matrix::bt601;
  format.matrix = stream.matrix.value_or(container.matrix.value_or(usual));
  format.range = stream.range.value_or(container.range.value_or(colour_range::limited));
}

}  // namespace bangtin::player::decode
