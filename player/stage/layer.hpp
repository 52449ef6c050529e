// Something that lies above the picture: a ticker, a clock, a logo, a QR code, a line of subtitles. Who draws
// it (player/overlay) and who puts it onto the output (the stage) meet here.
#pragma once

#include <cstdint>
#include <memory>

#include "player/stage/geometry.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::stage {

// `pixels` is of the size of `where`, which is a place on the output as the viewer sees it (see seen()). Four
// bytes a pixel, B G R A, with alpha multiplied in; an opaque layer's fourth byte is not looked at.
struct layer {
  rect_px where;
  std::shared_ptr<const image> pixels;
  bool opaque = false;
  // Another number whenever the pixels or the place are others: what is the same is not painted again.
  std::uint64_t version = 0;
};

}  // namespace bangtin::player::stage
