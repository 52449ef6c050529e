// Samples get their place before they are resampled, because a resampler must see sound without gaps.
#include "media/ingest/house_sound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bangtin::media::ingest {

namespace {

using std::chrono::nanoseconds;

// Containers round times, and clocks of cameras drift: a smaller difference is no gap.
constexpr nanoseconds tolerance = std::chrono::milliseconds(40);
constexpr nanoseconds seam_time = std::chrono::milliseconds(5);

constexpr float half_power = 0.70710678F;

stereo_share share_of(GstAudioChannelPosition p) {
  switch (p) {
    case GST_AUDIO_CHANNEL_POSITION_MONO:
      return {1, 1};
    case GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_FRONT_LEFT_OF_CENTER:
    case GST_AUDIO_CHANNEL_POSITION_WIDE_LEFT:
      return {1, 0};
    case GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_FRONT_RIGHT_OF_CENTER:
    case GST_AUDIO_CHANNEL_POSITION_WIDE_RIGHT:
      return {0, 1};
    case GST_AUDIO_CHANNEL_POSITION_FRONT_CENTER:
    case GST_AUDIO_CHANNEL_POSITION_BOTTOM_FRONT_CENTER:
      return {half_power, half_power};
    case GST_AUDIO_CHANNEL_POSITION_REAR_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_SIDE_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_SURROUND_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_FRONT_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_SIDE_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_REAR_LEFT:
    case GST_AUDIO_CHANNEL_POSITION_BOTTOM_FRONT_LEFT:
      return {half_power, 0};
    case GST_AUDIO_CHANNEL_POSITION_REAR_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_SIDE_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_SURROUND_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_FRONT_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_SIDE_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_TOP_REAR_RIGHT:
    case GST_AUDIO_CHANNEL_POSITION_BOTTOM_FRONT_RIGHT:
      return {0, half_power};
    case GST_AUDIO_CHANNEL_POSITION_LFE1:
    case GST_AUDIO_CHANNEL_POSITION_LFE2:
      return {0, 0};
    default:  // behind and above, in the middle
      return {0.5F, 0.5F};
  }
}

bool has_place(GstAudioChannelPosition p) {
  return p != GST_AUDIO_CHANNEL_POSITION_NONE && p != GST_AUDIO_CHANNEL_POSITION_INVALID;
}

}  // namespace

std::vector<stereo_share> stereo_mix(std::span<const GstAudioChannelPosition> channels) {
  std::vector<stereo_share> mix;
  if (channels.size() == 1) return {{1, 1}};
  bool placed = std::all_of(channels.begin(), channels.end(), has_place);
  for (std::size_t i = 0; i < channels.size(); ++i) {
    mix.push_back(placed ? share_of(channels[i]) : i % 2 == 0 ? stereo_share{1, 0} : stereo_share{0, 1});
  }
  return mix;
}

house_sound::house_sound(nanoseconds length, const sound_treatment& t, receiver receive)
    : receive_(std::move(receive)),
      length_(length.count() / 1'000 * house_rate / 1'000'000),
      gain_(static_cast<float>(std::pow(10, t.gain_db / 20))) {
  if (t.ceiling_dbtp) {
    limiter_.emplace(*t.ceiling_dbtp);
    late_ = limiter::latency;
  }
}

nanoseconds house_sound::end() const {
  return rate_ == 0 ? since_
                    : since_ + nanoseconds(static_cast<std::int64_t>(
                                   std::llround(static_cast<double>(taken_) * 1e9 / rate_)));
}

std::int64_t house_sound::frames_of(nanoseconds t) const {
  return static_cast<std::int64_t>(std::llround(static_cast<double>(t.count()) * rate_ / 1e9));
}

void house_sound::set_format(int rate, std::span<const GstAudioChannelPosition> channels) {
  mix_ = stereo_mix(channels);
  if (rate == rate_) return;
  drain();
  since_ = end();
  taken_ = 0;
  rate_ = rate;
  resampler_.reset();
  if (rate == house_rate) return;
  GstStructure* options = gst_structure_new_empty("options");
  gst_audio_resampler_options_set_quality(GST_AUDIO_RESAMPLER_METHOD_KAISER, 8, rate, house_rate, options);
  resampler_.reset(gst_audio_resampler_new(GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_FLAG_NONE,
                                           GST_AUDIO_FORMAT_F32, 2, rate, house_rate, options));
  gst_structure_free(options);
}

void house_sound::take(std::span<const float> samples, std::optional<nanoseconds> at) {
  std::size_t channels = mix_.size();
  auto count = static_cast<std::int64_t>(samples.size() / channels);
  std::int64_t skipped = 0;
  bool jumps = false;
  if (at) {
    nanoseconds late = *at - end();
    jumps = !first_ || late > tolerance || late < -tolerance;
    if (jumps) {
      if (first_ && late > nanoseconds(0)) {
        missing_ += late;
        if (!first_missing_) first_missing_ = end();
      }
      put_silence(frames_of(late));
      skipped = std::clamp<std::int64_t>(-frames_of(late), 0, count);
    }
  }
  if (skipped == count) return;
  std::vector<frame> mixed(static_cast<std::size_t>(count - skipped));
  const float* s = samples.data() + static_cast<std::size_t>(skipped) * channels;
  for (frame& f : mixed) {
    for (const stereo_share& share : mix_) {
      float x = std::isfinite(*s) ? *s : 0;
      f.left += x * share[0];
      f.right += x * share[1];
      ++s;
    }
  }
  if (jumps && first_) begin_seam(mixed.front());
  if (!first_) first_ = end();
  put(mixed);
}

// The step between the last frame and the next one would click, so it fades over the seam.
void house_sound::begin_seam(frame next) {
  step_ = {last_.left - next.left, last_.right - next.right};
  seam_ = step_left_ = static_cast<int>(frames_of(seam_time));
}

void house_sound::put_silence(std::int64_t frames) {
  // Times may be wrong by years; nothing is heard after the item's length.
  std::int64_t room = frames_of(nanoseconds(length_ * 1'000'000 / house_rate * 1'000)) - frames_of(end());
  frames = std::min(frames, std::max<std::int64_t>(room, 0) + 1);
  if (frames <= 0) return;
  begin_seam({});
  constexpr std::int64_t piece = 4'096;
  for (; frames > 0; frames -= piece) {
    std::vector<frame> silence(static_cast<std::size_t>(std::min(frames, piece)));
    put(silence);
  }
}

void house_sound::put(std::span<frame> frames) {
  for (frame& f : frames) {
    if (step_left_ == 0) break;
    float part = static_cast<float>(step_left_--) / static_cast<float>(seam_);
    f.left += step_.left * part;
    f.right += step_.right * part;
  }
  last_ = frames.back();
  taken_ += static_cast<std::int64_t>(frames.size());
  std::vector<float> flat;
  if (!resampler_) {
    flat.reserve(2 * frames.size());
    for (const frame& f : frames) flat.insert(flat.end(), {f.left, f.right});
    treat(std::move(flat));
    return;
  }
  resample(frames.data(), frames.size());
}

// `frames` may be nullptr: silence.
void house_sound::resample(frame* frames, std::size_t count) {
  std::size_t made = gst_audio_resampler_get_out_frames(resampler_.get(), count);
  std::vector<float> flat(2 * made);
  gpointer from = frames;
  gpointer to = flat.data();
  gst_audio_resampler_resample(resampler_.get(), frames != nullptr ? &from : nullptr, count, &to, made);
  treat(std::move(flat));
}

// Makes what the resampler still holds.
void house_sound::drain() {
  if (!resampler_) return;
  auto due = static_cast<std::int64_t>(std::llround(static_cast<double>(end().count()) * house_rate / 1e9));
  due_ = std::max(due, produced_);
  resample(nullptr, gst_audio_resampler_get_max_latency(resampler_.get()) + 1);
  due_.reset();
}

void house_sound::treat(std::vector<float> frames) {
  if (due_)
    frames.resize(2 * std::min<std::size_t>(frames.size() / 2, static_cast<std::size_t>(*due_ - produced_)));
  produced_ += static_cast<std::int64_t>(frames.size() / 2);
  if (gain_ != 1) {
    for (float& x : frames) x *= gain_;
  }
  std::size_t dropped = 0;
  if (limiter_) {
    limiter_->take(frames);
    dropped = std::min(late_, frames.size() / 2);
    late_ -= dropped;
  }
  std::size_t room = static_cast<std::size_t>(length_ - made_);
  std::size_t kept = std::min(frames.size() / 2 - dropped, room);
  if (kept > 0) receive_(std::span<const float>(frames).subspan(2 * dropped, 2 * kept));
  made_ += static_cast<std::int64_t>(kept);
}

void house_sound::finish() {
  drain();
  if (limiter_) treat(std::vector<float>(2 * limiter::latency));
}

}  // namespace bangtin::media::ingest
