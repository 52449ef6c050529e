// The house's sound, made of decoded sound: stereo, 48 kHz, in its place on the item's timeline, at the
// wanted loudness. Pure: no pipeline, no clock, no file. Not thread-safe.
//
//   house_sound s(film.duration, {.gain_db = 4}, use);
//   s.set_format(44'100, positions);
//   s.take(samples, at); …
//   s.finish();
#pragma once

#include <gst/audio/audio.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "media/ingest/limiter.hpp"
#include "media/ingest/sound_treatment.hpp"

namespace bangtin::media::ingest {

constexpr int house_rate = 48'000;

// How loud each channel is heard left and right: ITU-R BS.775, without the channel for low frequencies. A
// single channel is heard on both sides as it is. Without known positions every other channel goes left.
using stereo_share = std::array<float, 2>;
std::vector<stereo_share> stereo_mix(std::span<const GstAudioChannelPosition> channels);

class house_sound {
 public:
  // Gets pieces of the sound one after the other, some thousand frames of two floats each.
  using receiver = std::function<void(std::span<const float>)>;

  // Sound after `length` is cut off.
  house_sound(std::chrono::nanoseconds length, const sound_treatment& t, receiver receive);

  // The sound from here on has this rate and these channels.
  void set_format(int rate, std::span<const GstAudioChannelPosition> channels);

  // Adds interleaved samples whose first frame is heard at `at`, from the item's beginning; may be negative.
  // Gaps become silence, and what would be heard earlier than the sound before it is left out. Without `at`
  // the samples follow those before. Call set_format() first.
  void take(std::span<const float> samples, std::optional<std::chrono::nanoseconds> at);

  // The end: hands on the rest.
  void finish();

  // The silence that was put in where sound was missing, without that before the first sound.
  std::chrono::nanoseconds missing() const { return missing_; }
  // Where the first sound is, and where the first sound was missing after it, if there is any.
  std::optional<std::chrono::nanoseconds> first() const { return first_; }
  std::optional<std::chrono::nanoseconds> first_missing() const { return first_missing_; }
  // When the sound so far ends, from the item's beginning.
  std::chrono::nanoseconds end() const;

 private:
  struct free_resampler {
    void operator()(GstAudioResampler* r) const { gst_audio_resampler_free(r); }
  };
  struct frame {
    float left = 0;
    float right = 0;
  };

  std::int64_t frames_of(std::chrono::nanoseconds t) const;
  void begin_seam(frame next);
  void put(std::span<frame> frames);
  void put_silence(std::int64_t frames);
  void resample(frame* frames, std::size_t count);
  void drain();
  void treat(std::vector<float> frames);

  receiver receive_;
  std::int64_t length_;  // in frames of the house's rate
  float gain_;
  std::optional<limiter> limiter_;
  std::size_t late_ = 0;  // frames at the limiter's beginning that are still to be dropped

  int rate_ = 0;
  std::vector<stereo_share> mix_;
  std::unique_ptr<GstAudioResampler, free_resampler> resampler_;
  std::chrono::nanoseconds since_{};  // when this format began
  std::int64_t taken_ = 0;            // frames since then
  frame last_;                        // the newest frame that was put
  frame step_;                        // a seam: by how much the frame before differed
  int seam_ = 0;                      // frames over which the step fades
  int step_left_ = 0;                 // those of them that are still to come

  std::int64_t produced_ = 0;        // frames of the house's rate that came out of the resampler
  std::optional<std::int64_t> due_;  // at the end of a format: how many they must become
  std::int64_t made_ = 0;            // frames at the house's rate
  std::optional<std::chrono::nanoseconds> first_;
  std::optional<std::chrono::nanoseconds> first_missing_;
  std::chrono::nanoseconds missing_{};
};

}  // namespace bangtin::media::ingest
