// Small pictures of decoded frames, for people who look at what was loaded.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "media/decoder_answer.hpp"
#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

struct small_picture {
  int width = 0;
  int height = 0;
  microseconds at{};               // when it is due in the film
  std::vector<std::uint8_t> bgrx;  // four bytes a pixel, lines without padding
};

// The frame, scaled down by averaging so that it fits into `sides`; never enlarged. `slot`: its memory.
small_picture draw_small(const picture_format& format, const frame_layout& layout,
                         std::span<const std::byte> slot, const media::fitting_sides& sides);

// Picks pictures at even distances from a film, whatever its length is. Takes memory for about 24 pictures.
class picture_picker {
 public:
  // `expected`: how long the film should be, which saves work; 0: not known.
  explicit picture_picker(microseconds expected = {});
  // Whether the picture that is due now should be added. Times must not go back.
  bool wants(microseconds due) const { return due >= next_; }
  void add(small_picture picture);
  // At most max_small_pictures of them. Leaves nothing.
  std::vector<small_picture> take();

 private:
  microseconds step_;
  microseconds next_{};
  std::vector<small_picture> kept_;
};

}  // namespace bangtin::player::decode
