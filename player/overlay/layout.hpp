// Who lies where on the output: the ticker along the lower edge with the clock at its right end, the logo in
// the upper left corner, the code in the lower right one, and subtitles where room is left. Without a ticker
// the clock is in the upper right corner. Nothing lies on anything else. Pure.
#pragma once

#include <optional>
#include <vector>

#include "player/stage/geometry.hpp"

namespace bangtin::player::overlay {

enum class corner { upper_left, upper_right, lower_right };

// All sizes in pixels of the output as the viewer sees it. They follow its shorter side: 1080 is a screen of
// 43 inches at 0.496 mm a pixel, for which they were chosen.
class layout {
 public:
  layout(stage::size_px seen, bool with_ticker, bool with_clock);

  stage::size_px seen() const { return seen_; }
  int shorter() const;
  int margin() const;                                           // between things, and to the edge
  std::optional<stage::rect_px> band() const { return band_; }  // of the ticker
  // Of the clock, where it stands beside the ticker.
  std::optional<stage::rect_px> clock_end() const { return clock_end_; }

  // A place of that size in the corner; nothing when there is no room for it beside what is there already.
  std::optional<stage::rect_px> take(corner where, stage::size_px size);

  // How wide subtitles may be, and the place for them once they are set: low and in the middle of what is
  // left beside the code, or above it where too little is left beside it.
  int caption_width() const;
  std::optional<stage::rect_px> take_caption(stage::size_px size);

 private:
  stage::rect_px free_room() const;
  stage::rect_px caption_room() const;
  std::optional<stage::rect_px> claim(const stage::rect_px& place);

  stage::size_px seen_;
  std::optional<stage::rect_px> band_;
  std::optional<stage::rect_px> clock_end_;
  std::optional<stage::rect_px> lower_right_;
  std::vector<stage::rect_px> taken_;
};

// The side of one module of a QR code, in whole pixels, at least 1.
//
// A module is 14 pixels of 1080, which is 7 mm on a screen of 43 inches. A phone's picture of 1,920 pixels
// over some 70 degrees has one pixel for 2.2 mm at three metres, so three for a module; readers want two. A
// link of up to 78 bytes needs at most 33 modules a side, 41 with its quiet zone: 574 pixels or 28 cm, about
// a tenth of three metres, which is the rule of thumb. A longer link gets smaller modules in that room.
int module_size(stage::size_px seen, int modules_with_quiet_zone);

// Pixels a second at which a ticker moves: a multiple of 60, so that a screen of 60 Hz shows whole pixels.
int ticker_speed(stage::size_px seen);

}  // namespace bangtin::player::overlay
