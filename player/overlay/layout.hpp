// Computes what lies where on the output: the ticker along the lower edge with the clock at its right end,
// the logo in the upper left corner, the QR code in the lower right one, and subtitles in the remaining room.
// Without a ticker the clock is in the upper right corner. A pairing panel has the lower left one. Nothing
// overlaps. Pure; a layout is made for one picture and filled place by place.
#pragma once

#include <optional>
#include <vector>

#include "player/stage/geometry.hpp"

namespace bangtin::player::overlay {

enum class corner { upper_left, upper_right, lower_right, lower_left };

// All sizes are in pixels of the output as the viewer sees it. They scale with its shorter side; they were
// chosen for 1080 pixels, a screen of 43 inches at 0.496 mm a pixel.
class layout {
 public:
  layout(stage::size_px seen, bool with_ticker, bool with_clock);

  stage::size_px seen() const { return seen_; }
  int shorter() const;
  int margin() const;  // between things, and to the edge
  // The ticker's place; empty: no ticker.
  std::optional<stage::rect_px> band() const { return band_; }
  // The place of the clock beside the ticker; empty: the clock is not beside a ticker.
  std::optional<stage::rect_px> clock_end() const { return clock_end_; }

  // Takes a place of that size in the corner; nothing when there is no room beside the places that are taken
  // already.
  std::optional<stage::rect_px> take(corner where, stage::size_px size);

  // caption_width() is the maximum width of subtitles. take_caption() takes a place for them once they are
  // laid out: low and centred in the room beside the code, or above the code where too little room is left
  // beside it; and above a pairing panel.
  int caption_width() const;
  std::optional<stage::rect_px> take_caption(stage::size_px size);

 private:
  stage::rect_px free_room() const;
  stage::rect_px caption_room() const;
  std::optional<stage::rect_px> claim(const stage::rect_px& place);

  stage::size_px seen_;
  std::optional<stage::rect_px> band_;
  std::optional<stage::rect_px> clock_end_;
  std::optional<stage::rect_px> lower_right_, lower_left_;
  std::vector<stage::rect_px> taken_;
};

// The side of one module of a QR code, in whole pixels, at least 1.
//
// A module is 14 pixels at a shorter side of 1080, which is 7 mm on a screen of 43 inches. A phone camera
// with 1,920 pixels over about 70 degrees sees 2.2 mm a pixel from three metres, so three pixels a module;
// readers need two. A link of up to 78 bytes needs at most 33 modules a side, 41 with the quiet zone: 574
// pixels or 28 cm, about a tenth of three metres, which is the rule of thumb. A longer link gets smaller
// modules in the same room.
int module_size(stage::size_px seen, int modules_with_quiet_zone);

// The ticker's speed in pixels a second: a multiple of 60, so that on a 60 Hz screen it moves by whole
// pixels.
int ticker_speed(stage::size_px seen);

}  // namespace bangtin::player::overlay
