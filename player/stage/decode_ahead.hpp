// Decides how many frames a decoder may prepare ahead. A busy machine lets a decoder wait for the processor
// longer than usual; more prepared frames bridge that. Each costs up to 3 MiB, so they are used only while
// the machine is late. One object serves the whole stage, because lateness belongs to the machine and not to
// a file. Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

#include "player/stage/cue_clock.hpp"

namespace bangtin::player::stage {

class decode_ahead {
 public:
  // Frames that a decoder may have at the stage, the shown one included.
  static constexpr std::uint32_t usual_frames = 4;
  static constexpr std::uint32_t late_frames = 7;

  // After a frame was presented at `now`: how many frames wait behind it, and how many were dropped since the
  // one before. `complete`: the decoder has sent its last frame, so an empty queue means nothing.
  void presented(microseconds now, std::size_t waiting, std::size_t dropped, bool complete);

  std::uint32_t frames() const { return frames_; }

 private:
  microseconds late_until_{0};
  std::uint32_t frames_ = usual_frames;
};

}  // namespace bangtin::player::stage
