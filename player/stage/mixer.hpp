// The sound of what is on show: which samples leave for the loudspeakers now. Without a device, so it can be
// tested.
//
// Two threads: the audio device's thread calls `fill`, the stage's thread everything else. The caller
// excludes `fill` during `play` and `silent`. `fill` never allocates, frees, unmaps or locks: it hands a
// source that is over to `release_ended`, which runs beside it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "player/decode/pcm_ring.hpp"

namespace bangtin::player::stage {

using std::chrono::microseconds;

// Keeps the sound at its picture's time: what falls behind is skipped, what runs ahead waits. Every start,
// stop and jump is faded over 5 ms, so nothing clicks.
class mixer {
 public:
  mixer();
  // From now on `source`, whose sample 0 belongs to `at`, at `volume` percent (0..100). Null: silence. What
  // was heard before goes over into it within `fade` from `at` on; without a fade, at once.
  void play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume = 100,
            microseconds fade = {});
  // Fills `out` with what is to be heard from `now` on.
  void fill(std::span<player::decode::pcm_frame> out, microseconds now);
  // Nothing is being played, and nothing fades.
  bool silent() const { return voices_.empty(); }
  // Lets go of the sources that are over. Call now and then, beside `fill` if need be.
  void release_ended();

 private:
  // One source, while it is heard.
  struct voice {
    std::shared_ptr<player::decode::pcm_reader> source;
    microseconds at{};
    int volume = 100;
    microseconds in_for{};  // it comes in from `at` on for so long
    bool leaving = false;
    microseconds out_from{};  // when leaving: it goes out from then on...
    microseconds out_for{};   // ...for so long; 0: at once
    bool lost = true;         // to be aligned before it is heard
    int gain = 0;             // 0..5 ms of samples: against clicks

    float loudness(microseconds now) const;
    bool align(microseconds now);
  };
  // Takes the voice's source away from it. False while nobody has made room in `ended_`.
  bool stop(voice& v);
  void fill_piece(std::span<player::decode::pcm_frame> out, microseconds now);
  void add(voice& v, std::size_t frames, microseconds now);

  static constexpr std::size_t max_ended = 16;

  std::vector<voice> voices_;  // the newest last
  std::vector<player::decode::pcm_frame> heard_;
  std::vector<float> sum_;
  // A queue without a lock from the thread of `fill` to that of `release_ended`: entries [taken_, put_).
  std::array<std::shared_ptr<player::decode::pcm_reader>, max_ended> ended_;
  std::atomic<std::size_t> put_ = 0;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace bangtin::player::stage
