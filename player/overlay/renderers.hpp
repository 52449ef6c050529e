// Draws the layers above the pictures, each at the size that it takes. Pure except for the machine's fonts;
// returns null where stated, and has no other errors.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "player/overlay/layout.hpp"
#include "player/overlay/wall_clock.hpp"
#include "player/stage/drawing.hpp"
#include "player/stage/stage.hpp"

namespace bangtin::player::overlay {

using rendered_image = std::shared_ptr<const stage::image>;  // B G R A with premultiplied alpha

// `seen` is the output as the viewer sees it; sizes scale with its shorter side.

// The clock at the end of a band: the time, and beside it the date in two lines; opaque, of exactly the size
// `end`. With a `band_width` it is that wide, with the clock at its right end: a band without a ticker.
rendered_image draw_band_clock(const wall_clock& now, stage::size_px end, int band_width = 0);
// The clock on the slate: without a panel, as large as fits `place`.
rendered_image draw_slate_clock(const wall_clock& now, stage::size_px place);

// The logo in the middle of a white panel: renditions have no transparency, and the panel separates the logo
// from any picture.
rendered_image draw_logo(const stage::image& logo, stage::size_px panel, int border);

// The QR code of the link, the call to action, and the host that the link leads to, where `at` says. Null
// when no code can be made.
rendered_image draw_code(const std::string& link, const std::string& call, const code_place& at,
                         stage::size_px seen);
// The host of a web address: "dichvucong.gov.vn" for "https://dichvucong.gov.vn/nop-ho-so"; empty for any
// other text.
std::string host_of(const std::string& link);

// The pairing panel: the code, the command that takes it, and the note, on a dark panel at most half as wide
// as the picture. Precondition: the code is not empty.
rendered_image draw_pairing_panel(const stage::pairing_panel& panel, stage::size_px seen);

// The panel about a USB stick: its QR code as large as a reader needs from an arm's length, and the texts
// beside it. At most as wide as the picture. Precondition: the title is not empty.
rendered_image draw_stick_panel(const stage::stick_panel& panel, stage::size_px seen);

// Subtitles: white on a dark panel, at most `width_px` wide.
rendered_image draw_caption(const std::string& text, stage::size_px seen, int width_px);

}  // namespace bangtin::player::overlay
