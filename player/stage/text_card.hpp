// The stage's own pictures: a title and some lines, to be read from five metres.
#pragma once

#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player {

// Upright, of `size` (as the viewer sees the output). Whatever the texts and the size, all of it fits: long
// texts wrap and get smaller. A title that is a code (capitals, digits and dashes only) is set very large and
// with even spaces, so that it can be read out letter by letter.
image draw_card(const text_card& card, size_px size);

}  // namespace bangtin::player
