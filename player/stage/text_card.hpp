// The stage's own pictures: text that can be read from five metres, and the slate that is shown when there is
// no other picture. Pure except for the machine's fonts; nothing fails.
#pragma once

#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::stage {

// Draws the card upright, in `size` (the output as the viewer sees it), in the card's style (stage.hpp).
// Everything always fits: long texts wrap and get smaller. In the styles `plain` and `pairing`, a title that
// is a code (only capitals, digits and dashes) is very large and evenly spaced, so that it can be read out
// letter by letter. A command stands on one line.
image draw_card(const text_card& card, size_px size);

// The place that a card in the style `slate` leaves for time and date, which change and are not part of the
// picture. Empty when the size has no room for it.
rect_px clock_place(const text_card& card, size_px size);

}  // namespace bangtin::player::stage
