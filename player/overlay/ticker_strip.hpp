// A text that scrolls: drawn once into a long strip, and shifted from it into a band for each frame.
//
// Where it stands is a function of the time of day and nothing else: two screens are in step, and a restart
// changes nothing. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "player/overlay/layout.hpp"
#include "player/stage/drawing.hpp"
#include "playlists/schedule/timeline.hpp"

namespace bangtin::player::overlay {

class ticker_strip {
 public:
  // For a band of that size. Line ends count as spaces; at most 200,000 pixels of text are kept.
  ticker_strip(std::string_view text, stage::size_px band, int speed_px_per_s);

  // How far the strip has moved at `t`, in 256ths of a pixel, 0 up to the period. Moves by the speed,
  // exactly; begins again from 0.
  std::int64_t shift_at(utc_ms t) const;
  std::int64_t period_px() const { return period_; }

  // The band at that instant, opaque. Positions between pixels are interpolated. The picture is another one
  // than that of the call before; one that nobody holds any more is used again.
  std::shared_ptr<const stage::image> paint(utc_ms t);

 private:
  void paint_row(int row, std::int64_t shift, std::uint32_t* to) const;
  std::shared_ptr<stage::image> free_image();

  stage::coverage strip_;
  stage::size_px band_;
  std::int64_t speed_;
  std::int64_t period_;                              // in pixels; the text, and nothing up to the next time
  int first_row_ = 0, end_row_ = 0;                  // with any text
  std::vector<std::uint32_t> tints_;                 // by coverage
  std::vector<std::shared_ptr<stage::image>> used_;  // at most three
};

}  // namespace bangtin::player::overlay
