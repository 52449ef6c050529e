// Mixes the sound of what is on show: computes the samples for the audio device. It needs no device itself,
// so tests can call it.
//
// Two threads: the audio device's thread calls `fill`, the stage's thread everything else. The caller ensures
// that `fill` does not run during `play` and `silent`. `fill` never allocates, frees, unmaps or locks: it
// queues finished sources for `release_ended`, which may run at the same time.
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

// Keeps the sound in step with its picture: skips samples when it is behind, waits when it is ahead. Every
// start, stop and jump is faded over 5 ms, so nothing clicks.
class mixer {
 public:
  mixer();
  // Plays `source` from now on; its sample 0 is due at `at`; `volume` is in percent, 0..100. Null: silence.
  // The previous sound fades into it during `fade` from `at` on; with a fade of 0 it changes at once.
  void play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume = 100,
            microseconds fade = {});
  // Fills `out` with the samples to be heard from `now` on.
  void fill(std::span<player::decode::pcm_frame> out, microseconds now);
  // Whether nothing plays and nothing fades.
  bool silent() const { return voices_.empty(); }
  // Frees the finished sources. Call it now and then; `fill` may run at the same time.
  void release_ended();

 private:
  // One source, while it is heard.
  struct voice {
    std::shared_ptr<player::decode::pcm_reader> source;
    microseconds at{};
    int volume = 100;
    microseconds in_for{};  // length of its fade-in, from `at` on
    bool leaving = false;
    microseconds out_from{};  // when leaving: start of its fade-out
    microseconds out_for{};   // length of its fade-out; 0: at once
    bool lost = true;         // to be aligned with the picture before it is heard
    int gain = 0;             // 0..5 ms of samples; ramps against clicks

    float loudness(microseconds now) const;
    bool align(microseconds now);
  };
  // Moves the voice's source into `ended_`. False while `ended_` is full.
  bool stop(voice& v);
  void fill_piece(std::span<player::decode::pcm_frame> out, microseconds now);
  void add(voice& v, std::size_t frames, microseconds now);

  static constexpr std::size_t max_ended = 16;

  std::vector<voice> voices_;  // the newest last
  std::vector<player::decode::pcm_frame> heard_;
  std::vector<float> sum_;
  // A lock-free queue from the thread of `fill` to that of `release_ended`: entries [taken_, put_).
  std::array<std::shared_ptr<player::decode::pcm_reader>, max_ended> ended_;
  std::atomic<std::size_t> put_ = 0;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace bangtin::player::stage
