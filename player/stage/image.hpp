// Pictures in memory: a view of memory that somebody else owns, for example a decoder's slot, and an owning
// image. Plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "player/decode/protocol.hpp"
#include "player/stage/geometry.hpp"

namespace bangtin::player::stage {

// A picture in memory that another object owns; that memory must outlive the view.
struct picture_view {
  player::decode::picture_format format;
  std::array<const std::uint8_t*, 3> planes{};  // one for bgrx
  std::array<int, 3> strides{};                 // in bytes

  size_px size() const { return {static_cast<int>(format.width), static_cast<int>(format.height)}; }
};
// The view of a frame that begins at `base`, laid out as decode::lay_out computes.
picture_view view_of(const player::decode::picture_format& format, const player::decode::frame_layout& layout,
                     const std::byte* base);

// An owning picture: four bytes a pixel, B G R X, lines without gaps.
struct image {
  size_px size;
  std::vector<std::uint8_t> pixels;

  image() = default;
  explicit image(size_px s)
      : size(s), pixels(static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height) * 4) {}
  picture_view view() const;
};

}  // namespace bangtin::player::stage
