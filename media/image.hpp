// A picture in memory: rows of 8-bit red, green, blue from the top, without padding. The stage has a separate
// type (player/stage/image.hpp), because a window's pixels are B G R X.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bangtin::media {

struct image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;  // height * stride() bytes

  image() = default;
  // All pixels are black.
  image(int width_px, int height_px)
      : width(width_px), height(height_px), rgb(stride() * static_cast<std::size_t>(height_px)) {}

  std::size_t stride() const { return static_cast<std::size_t>(width) * 3; }  // in bytes
  std::uint8_t* row(int y) { return rgb.data() + static_cast<std::size_t>(y) * stride(); }
};

}  // namespace bangtin::media
