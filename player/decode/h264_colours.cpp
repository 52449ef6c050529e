// Everything in front of the colours must be read to find them. Once the bits run out, every further one is 0
// and the result states nothing.
#include "player/decode/h264_colours.hpp"

#include <algorithm>
#include <array>

#include "media/h264_sequence.hpp"

namespace bangtin::player::decode {

namespace {

constexpr unsigned sps_type = 7;

// pic_width_in_mbs to the cropping
void skip_size(media::h264_bits& in) {
  in.ue();
  in.ue();
  if (!in.flag()) in.flag();
  in.flag();
  if (!in.flag()) return;
  for (int side = 0; side < 4; ++side) in.ue();
}

// The beginning of the VUI (E.1.1).
stated_colours read_vui(media::h264_bits& in) {
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
  media::h264_bits in(sps.subspan(1));
  media::read_h264_sequence(in);
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
