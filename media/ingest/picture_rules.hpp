// What becomes of a film's pictures: their size, colours and times in the house rendition. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "media/ingest/mp4_header.hpp"

namespace bangtin::media::ingest {

// What the decoder says about the pictures that it delivers.
struct picture_facts {
  std::string format;  // libavutil's name of the pixel format: "yuv420p10le"
  int width = 0;
  int height = 0;
  int pixel_width = 1;  // shape of a pixel
  int pixel_height = 1;
  int bits = 8;  // of each component
  bool rgb = false;
  bool interlaced = false;    // some pictures may be
  std::string turned;         // film::turned
  colour_numbers colours;     // as stated; see colours_of()
  bool range_stated = false;  // colours.full_range is
  double peak_nits = 0;       // of HDR; 0: not stated
  bool operator==(const picture_facts&) const = default;
};

struct picture_size {
  int width = 0;
  int height = 0;
  bool operator==(const picture_size&) const = default;
};

// Completes what is not stated, by the player's rule (docs/stage.md): limited range, and BT.709 from 1,280
// columns or 577 lines up, BT.601 below. RGB has full range.
colour_numbers colours_of(const picture_facts& f);

// The upright picture with square pixels, scaled down to fit 1920x1080 or 1080x1920. Sides are even: at most
// one row and one column are lost.
picture_size rendition_size(const picture_facts& f);

// The description of the libavfilter graph that turns such pictures into progressive, upright 4:2:0 with 8
// bits in limited BT.709, with this size. Empty: they are like that.
std::string filter_text(const picture_facts& f, const picture_size& to);

// Limits the rate of pictures to 30 per second. A picture keeps its time if the one before has lasted 1/30 s
// by then. One that comes slightly sooner is delayed, so that jitter and rates slightly above 30 lose no more
// pictures than they must; any other is left out: of 60, 50 and 48 per second every second one stays.
class pacer {
 public:
  // When to show the picture that is due at `at`, at most 30 ms later; nothing: leave it out. Times must not
  // go back.
  std::optional<std::chrono::nanoseconds> place(std::chrono::nanoseconds at);

 private:
  std::optional<std::chrono::nanoseconds> next_;  // the earliest time of the next picture
  std::chrono::nanoseconds before_{};             // when the picture before was due, shown or not
};

}  // namespace bangtin::media::ingest
