// The stage's own pictures: words to be read from five metres, and what a picture looks like that is there
// because no other is.
#pragma once

#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::stage {

// Upright, of `size` (as the viewer sees the output), by the card's style (stage.hpp). Whatever the texts and
// the size, all of it fits: long texts wrap and get smaller. In the style `plain` and `pairing` a title that
// is a code (capitals, digits and dashes only) is set very large and with even spaces, so that it can be read
// out letter by letter.
image draw_card(const text_card& card, size_px size);

// Where a card in the style `slate` leaves room for time and date, which go on and are not part of the
// picture. Empty for a size without room.
rect_px clock_place(const text_card& card, size_px size);

}  // namespace bangtin::player::stage
