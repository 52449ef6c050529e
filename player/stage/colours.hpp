// Converts the colours of a video to those of the screen: the factors that libyuv needs. Thread-safe.
#pragma once

#include <libyuv.h>

#include "player/decode/protocol.hpp"

namespace bangtin::player::stage {

// The factors for a picture in this format (ITU-R BT.601, BT.709 and BT.2020, limited and full range), as
// I420ToARGBMatrix takes them. They live as long as the program. With them every colour is off by at most 2
// of 255 (on processors other than x86, blue of limited-range BT.709 by up to 13).
const libyuv::YuvConstants& factors_of(const player::decode::picture_format& f);

}  // namespace bangtin::player::stage
