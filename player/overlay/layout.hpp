// Computes what lies where on the output, so that nothing hides the message: ticker and clock have a band
// along the lower edge, the QR code and the logo lie beside the picture, and the picture is fitted into what
// remains. Only what the programme asks for lies over the picture (a code in the corner, a ticker that is
// "over"), and a logo for which there is no other place. Nothing overlaps. Pure; the same request gives the
// same layout, so a picture keeps its place until a layer begins or ends.
//
// All rectangles are in pixels of the output as the viewer sees it. Sizes scale with its shorter side; they
// were chosen for 1080 pixels, a screen of 43 inches at 0.496 mm a pixel.
#pragma once

#include <optional>

#include "player/stage/geometry.hpp"

namespace bangtin::player::overlay {

struct layout_request {
  stage::size_px seen;
  bool ticker = false;
  bool clock = false;
  bool over = false;         // ticker and clock lie over the picture
  stage::size_px picture{};  // as in its file; {0, 0}: not known yet, then it has the shape of its room
  stage::fit_mode fit = stage::fit_mode::contain;
  int code_modules = 0;   // of the QR code, along a side with its quiet zone; 0: none
  bool call = false;      // there is a call to action
  bool host = false;      // the link's host stands below it
  bool corner = false;    // the code lies over the picture's lower right corner
  stage::size_px logo{};  // as in its file; {0, 0}: none
};

// A white panel with the code, and the text below it or to its left.
struct code_place {
  stage::rect_px panel;
  stage::rect_px code;  // with its quiet zone; a square
  stage::rect_px text;  // empty: there is no text
  bool operator==(const code_place&) const = default;
};

struct layout {
  stage::rect_px room;                 // into which the picture is fitted
  stage::rect_px shown;                // where the picture is: within `room`
  std::optional<stage::rect_px> band;  // all of the band, with `ticker` and `clock` in it
  std::optional<stage::rect_px> ticker;
  std::optional<stage::rect_px> clock;  // in the band; without a band, in the upper right corner
  std::optional<code_place> code;
  std::optional<stage::rect_px> logo;  // its white panel
  bool operator==(const layout&) const = default;
};

// `code` and `logo` are left out where there is no room for them. Beside the picture a code takes at most a
// quarter of the width that the picture has without it, or of its height: three quarters stay.
layout lay_out(const layout_request& q);

// The maximum width of subtitles, and their place once they are drawn: low and centred in the picture, beside
// or above a code in the corner, above a ticker that is over. Nothing where there is no room.
int caption_width(const layout& l, stage::size_px seen);
std::optional<stage::rect_px> caption_place(const layout& l, stage::size_px seen, stage::size_px size);

// The side of a QR code of so many modules with its quiet zone: nine pixels a module, and at most a third of
// the shorter side.
//
// On a screen of 43 inches nine pixels are 4.5 mm. A phone camera with 1,920 pixels over about 70 degrees
// sees 2.2 mm a pixel from three metres, so two pixels a module, which readers need. A link of up to 78 bytes
// has at most 41 modules with the quiet zone, 8.8 pixels each. Longer links get smaller modules, up to
// 192 bytes at least 1/180 of the shorter side (3 mm), which a camera with 4,000 pixels reads.
int code_side(stage::size_px seen, int modules_with_quiet_zone);

// The ticker's speed in pixels a second: a multiple of 60, so that on a 60 Hz screen it moves by whole
// pixels.
int ticker_speed(stage::size_px seen);

// The white border around a logo.
int logo_border(stage::size_px seen);

}  // namespace bangtin::player::overlay
