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
// start, stop and jump is faded over 5 ms, so nothing clicks: also where a file's sound ends at full
// amplitude, where a decoder is too slow, and where a sound gives way to newer ones.
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
  bool silent() const { return voices_.empty() && tail_ == 0; }
  // Frees the finished sources. Call it now and then; `fill` may run at the same time.
  void release_ended();

 private:
  // Both channels, before they are rounded to samples.
  struct stereo {
    float left = 0;
    float right = 0;
  };
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
    float level = 0;          // factor of its latest sample, 0..1
    stereo latest{};          // that sample times the factor

    float loudness(microseconds now) const;
    bool align(microseconds now);
  };
  // Moves the voice's source into `ended_`. False while `ended_` is full.
  bool stop(voice& v);
  void fill_piece(std::span<player::decode::pcm_frame> out, microseconds now);
  void add(voice& v, std::size_t frames, microseconds now);
  // Reads samples into `heard_` and returns how many.
  std::size_t read(voice& v, std::size_t frames, microseconds now);
  // The voice cannot continue at `index` of the piece: what it last contributed falls to zero from there.
  void break_off(voice& v, std::size_t index);

  static constexpr std::size_t max_ended = 16;

  std::vector<voice> voices_;  // the newest last
  std::vector<player::decode::pcm_frame> heard_;
  // The piece that is being mixed, and 5 ms more for voices that broke off; zero from `tail_` on.
  std::vector<stereo> sum_;
  std::size_t tail_ = 0;
  // A lock-free queue from the thread of `fill` to that of `release_ended`: entries [taken_, put_).
  std::array<std::shared_ptr<player::decode::pcm_reader>, max_ended> ended_;
  std::atomic<std::size_t> put_ = 0;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace bangtin::player::stage
