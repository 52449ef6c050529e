// Pictures in memory: one that lies in somebody else's, as a decoder wrote it, and one of our own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "player/decode/protocol.hpp"
#include "player/stage/geometry.hpp"

namespace bangtin::player::stage {

// A picture in somebody else's memory, which must outlive it.
struct picture_view {
  player::decode::picture_format format;
  std::array<const std::uint8_t*, 3> planes{};  // one for bgrx
  std::array<int, 3> strides{};                 // in bytes

  size_px size() const { return {static_cast<int>(format.width), static_cast<int>(format.height)}; }
};
// The frame which begins at `base`, laid out as decode::lay_out says.
picture_view view_of(const player::decode::picture_format& format, const player::decode::frame_layout& layout,
                     const std::byte* base);

// A picture of our own: four bytes a pixel, B G R X, lines without gaps.
struct image {
  size_px size;
  std::vector<std::uint8_t> pixels;

  image() = default;
  explicit image(size_px s)
      : size(s), pixels(static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height) * 4) {}
  picture_view view() const;
};

}  // namespace bangtin::player::stage
