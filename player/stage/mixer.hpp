// The sound of the cue on show: which samples leave for the loudspeakers now. Without a device, so it can be
// tested.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "player/decode/pcm_ring.hpp"

namespace bangtin::player {

using std::chrono::microseconds;

// Keeps the sound at its picture's time: what falls behind is skipped, what runs ahead waits. Every start,
// stop and jump is faded over 5 ms, so nothing clicks.
class mixer {
 public:
  // From now on `source`, whose sample 0 belongs to `at`. Null: silence.
  void play(std::shared_ptr<decode::pcm_reader> source, microseconds at);
  // Fills `out` with what is to be heard from `now` on.
  void fill(std::span<decode::pcm_frame> out, microseconds now);
  // Nothing is being played, and nothing fades.
  bool silent() const { return source_ == nullptr && next_ == nullptr && gain_ == 0; }

 private:
  void switch_over();
  bool align(microseconds now);

  std::shared_ptr<decode::pcm_reader> source_;
  std::shared_ptr<decode::pcm_reader> next_;
  microseconds at_{};
  microseconds next_at_{};
  bool switching_ = false;
  bool lost_ = true;  // to be aligned before it is heard
  int gain_ = 0;      // 0..fade_frames
};

}  // namespace bangtin::player
