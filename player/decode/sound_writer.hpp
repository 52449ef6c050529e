// Writes a file's sound into the ring at the position of its time. Two threads: one calls `take`, any other
// may call `hurry` and `stop`.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>

#include "player/decode/pcm_ring.hpp"

namespace bangtin::player::decode {

using std::chrono::microseconds;

// Gaps become silence, and sound that comes too early is cut; both without a click. `take` waits while the
// ring is full, so that sound that is decoded far ahead of the picture is not lost.
class sound_writer {
 public:
  explicit sound_writer(shared_memory ring) : ring_(std::move(ring)) {}

  // Writes the samples, the first of which is due at `at`, counted from the item's first requested moment;
  // what lies before that moment is left out.
  void take(std::span<const pcm_frame> frames, microseconds at);
  // While true, `take` does not wait: samples that nobody has read are lost.
  void hurry(bool on);
  // Nobody reads the ring: from now on `take` never waits, whatever `hurry` says.
  void discard();
  // From now on `take` returns at once.
  void stop();
  // How much was written, with the silence in gaps: when the sound ends, once all of it was taken. Any
  // thread.
  microseconds end() const { return microseconds(written_ * 1'000'000 / pcm_rate); }

 private:
  void put(std::span<const pcm_frame> frames);
  void put_silence(std::int64_t frames);
  // The next sample does not follow the last one.
  void begin_seam(pcm_frame next);
  // Waits until the ring has room for some of `wanted` frames, and returns for how many.
  std::size_t wait_for_room(std::size_t wanted);

  pcm_writer ring_;
  std::atomic<std::int64_t> written_ = 0;  // frames
  pcm_frame last_;
  // The rest of the step at the latest seam, which falls to zero within 5 ms.
  int step_left_ = 0;
  int step_right_ = 0;
  int step_frames_ = 0;

  std::mutex guard_;
  std::condition_variable changed_;
  bool hurry_ = false;    // guarded
  bool discard_ = false;  // guarded
  bool stopped_ = false;  // guarded
};

}  // namespace bangtin::player::decode
