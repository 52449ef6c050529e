// A scrolling text: drawn once into a long strip; each frame copies a shifted part of the strip into a band.
//
// Its position depends only on the time of day, so two screens are in step, and a restart changes nothing.
// Not thread-safe.
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
  // `band`: the size of the band in pixels. Line breaks count as spaces. Text beyond 200,000 pixels is cut
  // off.
  ticker_strip(std::string_view text, stage::size_px band, int speed_px_per_s);

  // How far the strip has moved at `t`, in 256ths of a pixel, from 0 up to the period. It moves exactly with
  // the speed, and starts again at 0 after each period.
  std::int64_t shift_at(utc_ms t) const;
  std::int64_t period_px() const { return period_; }

  // Paints the band at `t`, opaque. Positions between pixels are interpolated. Returns another image than the
  // previous call; an image that no caller holds any more is reused.
  std::shared_ptr<const stage::image> paint(utc_ms t);

 private:
  void paint_row(int row, std::int64_t shift, std::uint32_t* to) const;
  void paint_colours(std::int64_t shift, stage::image& to, int first_row) const;
  void paint_piece(const stage::coverage::piece& p, std::int64_t left, int part, stage::image& to,
                   int first_row) const;
  std::shared_ptr<stage::image> free_image();

  stage::coverage strip_;
  stage::size_px band_;
  std::int64_t speed_;
  // In pixels: the text, and the gap until it starts again.
  std::int64_t period_;
  int first_row_ = 0, end_row_ = 0;                  // the rows that contain text
  std::vector<std::uint32_t> tints_;                 // colours by coverage
  std::vector<std::shared_ptr<stage::image>> used_;  // at most three
};

}  // namespace bangtin::player::overlay
