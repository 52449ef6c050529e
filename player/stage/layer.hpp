// One layer above the picture: a ticker, a clock, a logo, a QR code, a line of subtitles. player/overlay
// draws layers, the stage composites them; this value is their interface.
#pragma once

#include <cstdint>
#include <memory>

#include "player/stage/geometry.hpp"
#include "player/stage/painting.hpp"

namespace bangtin::player::stage {

// `pixels` has the size of `where`, a rectangle of the output as the viewer sees it (see seen()). Four bytes
// a pixel, B G R A, with premultiplied alpha; the fourth byte of an opaque layer is ignored.
struct layer {
  rect_px where;
  std::shared_ptr<const image> pixels;
  bool opaque = false;
  // Changes whenever the pixels or the place change; a layer with an unchanged version is not painted again.
  std::uint64_t version = 0;
};

}  // namespace bangtin::player::stage
