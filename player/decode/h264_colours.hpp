// The colours that an H.264 stream states in its sequence parameter set (ITU-T H.264, 7.3.2.1 and annex E).
// GStreamer 1.22 loses the range where the stream states no matrix. Pure; reads hostile bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

// What a stream or its container states about its colours; nothing where it is silent.
struct stated_colours {
  std::optional<colour_matrix> matrix;
  std::optional<colour_range> range;
  bool operator==(const stated_colours&) const = default;
};

// The matrix by its number in ITU-T H.273 (8.3); nothing for "unspecified" and for what no H.264 video in
// 4:2:0 uses.
std::optional<colour_matrix> matrix_from(unsigned h273);

// `sps`: a NAL unit with its header. States nothing when it is damaged.
stated_colours colours_of_sps(std::span<const std::byte> sps);
// The same for the first parameter set in an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), which
// MP4 files keep in `avcC`.
stated_colours colours_of_avcc(std::span<const std::byte> record);
// The same for the first parameter set between start codes (annex B).
stated_colours colours_of_stream(std::span<const std::byte> bytes);

// Sets matrix and range of `format`: as the stream states them, else as the container does, else as is usual
// for the size (BT.709 for HD, BT.601 for less, limited range).
void set_colours(picture_format& format, const stated_colours& stream, const stated_colours& container);

}  // namespace bangtin::player::decode
