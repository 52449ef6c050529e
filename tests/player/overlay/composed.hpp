// Composes what a viewer would see: puts layers onto a picture pixel by pixel, by the definition of "over",
// without the stage's own painting.
#pragma once

#include <vector>

#include "player/stage/layer.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::overlay {

inline void put_over(stage::image& onto, const stage::layer& l) {
  for (int y = 0; y < l.where.height; ++y) {
    for (int x = 0; x < l.where.width; ++x) {
      int to_x = l.where.x + x, to_y = l.where.y + y;
      if (to_x < 0 || to_y < 0 || to_x >= onto.size.width || to_y >= onto.size.height) continue;
      const std::uint8_t* from = l.pixels->pixels.data() + (std::ptrdiff_t{y} * l.where.width + x) * 4;
      std::uint8_t* to = onto.pixels.data() + (std::ptrdiff_t{to_y} * onto.size.width + to_x) * 4;
      int behind = l.opaque ? 0 : 255 - from[3];
      for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(from[c] + to[c] * behind / 255);
    }
  }
}

inline stage::image composed(stage::image picture, const std::vector<stage::layer>& layers) {
  for (const stage::layer& l : layers) put_over(picture, l);
  return picture;
}

}  // namespace bangtin::player::overlay
