#include "media/ingest/frame_numbers.hpp"

namespace bangtin::media::ingest {

// 7.3.3. A decoder may count from 0 again after any picture (8.2.1), so that small numbers prove nothing.
bool frame_numbers::take_slice(std::span<const std::byte> unit, bool restarts) {
  h264_bits in(unit.subspan(1));
  bool first_of_picture = in.ue() == 0;
  in.ue();  // type
  in.ue();  // parameters
  if (sequence_->planes_apart) in.bits(2);
  unsigned number = in.bits(sequence_->number_bits);
  if (in.ran_out() || !first_of_picture) {
    before_.reset();
    return false;
  }
  unsigned next = before_ ? (*before_ + 1) & ((1U << sequence_->number_bits) - 1) : number;
  bool follows = restarts || !before_ || number <= 1 || number == next || number == *before_;
  bool referred_to = (std::to_integer<unsigned>(unit[0]) & 0x60U) != 0;
  if (referred_to) before_ = number;
  ++seen_;
  if (!follows) ++skipped_;
  return !follows && !sequence_->numbers_may_skip;
}

bool frame_numbers::skips(std::span<const std::byte> picture, bool restarts) {
  constexpr std::byte zero{0};
  for (std::size_t at = 0; at + 3 < picture.size(); ++at) {
    if (picture[at] != zero || picture[at + 1] != zero || picture[at + 2] != std::byte{1}) continue;
    auto unit = picture.subspan(at + 3);
    unsigned type = std::to_integer<unsigned>(unit[0]) & 31U;
    if (type == 7) {
      h264_bits in(unit.subspan(1));
      sequence_ = read_h264_sequence(in);
      if (in.ran_out()) sequence_.reset();
    }
    if (type == 1 || type == 2 || type == 5) return sequence_ && take_slice(unit, restarts || type == 5);
  }
  // The slice begins further behind.
  before_.reset();
  return false;
}

}  // namespace bangtin::media::ingest
