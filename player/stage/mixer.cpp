// The picture is the master: its clock decides which sample is due. The device's clock differs from it by a
// few hundredths of a percent, so a long video now and then needs a jump of 60 ms, which a fade hides.
//
// Two sounds that fade into each other keep about the same total power: one rises as p(2-p), the other falls
// as 1-p*p.
//
// One rule prevents clicks: a voice's level changes by at most 1 in 5 ms, and falls in time before the
// samples that are there run out. Where that is not possible, because samples are suddenly missing, the
// voice's last contribution falls to zero in 5 ms (break_off).
#include "player/stage/mixer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace bangtin::player::stage {

namespace {

using player::decode::pcm_frame;
using player::decode::pcm_rate;

constexpr std::size_t fade_frames = pcm_rate * 5 / 1000;
constexpr float max_step = 1.0F / fade_frames;
constexpr std::int64_t tolerated_frames = pcm_rate * 60 / 1000;
// Enough for a fade that begins during a fade that began during a fade; beyond that the oldest voice is cut
// off.
constexpr std::size_t max_voices = 4;
constexpr std::size_t max_piece_frames = 4096;

std::int64_t frames_in(microseconds t) {
  return t.count() * pcm_rate / 1'000'000;
}

// The fraction of `length` that `t` has reached, 0..1.
float progress(microseconds t, microseconds length) {
  if (length <= microseconds(0)) return 1;
  return std::clamp(static_cast<float>(t.count()) / static_cast<float>(length.count()), 0.0F, 1.0F);
}

std::int16_t as_sample(float x) {
  return static_cast<std::int16_t>(std::lrint(std::clamp(x, -32768.0F, 32767.0F)));
}

}  // namespace

mixer::mixer() : heard_(max_piece_frames), sum_(max_piece_frames + fade_frames) {
  voices_.reserve(max_voices + 1);
}

void mixer::play(std::shared_ptr<player::decode::pcm_reader> source, microseconds at, int volume,
                 microseconds fade) {
  for (voice& v : voices_) {
    v.out_from = at;
    v.out_for = v.leaving ? microseconds(0) : fade;
    v.leaving = true;
  }
  if (voices_.size() >= max_voices) {
    break_off(voices_.front(), 0);
    // If the queue is full, the source is freed here: this is not the device's thread.
    stop(voices_.front());
    voices_.erase(voices_.begin());
  }
  if (!source) return;
  voice next;
  next.source = std::move(source);
  next.at = at;
  next.volume = std::clamp(volume, 0, 100);
  next.in_for = fade;
  voices_.push_back(std::move(next));
}

float mixer::voice::loudness(microseconds now) const {
  float p = progress(now - at, in_for);
  float q = leaving && out_for > microseconds(0) ? progress(now - out_from, out_for) : 0;
  return p * (2 - p) * (1 - q * q) * static_cast<float>(volume) / 100;
}

// Skips to the sample that is due at `now`; false while that is in the future.
bool mixer::voice::align(microseconds now) {
  std::int64_t behind = frames_in(now - at) - static_cast<std::int64_t>(source->position());
  if (behind > 0) source->skip(static_cast<std::size_t>(behind));
  return behind >= 0;
}

std::size_t mixer::read(voice& v, std::size_t frames, microseconds now) {
  if (!v.lost) {
    v.lost =
        std::abs(frames_in(now - v.at) - static_cast<std::int64_t>(v.source->position())) > tolerated_frames;
  }
  if (v.lost && v.level == 0 && !v.align(now)) return 0;
  if (v.level == 0) v.lost = false;
  std::uint64_t next = v.source->position();
  std::size_t got = v.source->read(std::span(heard_).first(frames));
  // The writer overtook the reader.
  if (v.source->position() != next + got) break_off(v, 0);
  return got;
}

void mixer::add(voice& v, std::size_t frames, microseconds now) {
  std::size_t got = read(v, frames, now);
  // How many samples are there, in this piece and after it. The level falls in step with the last 5 ms of
  // them.
  std::size_t left = got + v.source->available();
  bool at_once = v.leaving && v.out_for == microseconds(0);
  bool silenced = at_once || v.lost;
  float loud = v.loudness(now);
  float last =
      v.loudness(now + microseconds(std::int64_t{1'000'000} * static_cast<std::int64_t>(frames) / pcm_rate));
  float slope = frames > 0 ? (last - loud) / static_cast<float>(frames) : 0;
  for (std::size_t i = 0; i < got; ++i, loud += slope) {
    float wanted = std::min(silenced ? 0 : loud, static_cast<float>(--left) * max_step);
    v.level += std::clamp(wanted - v.level, -max_step, max_step);
    v.latest = {static_cast<float>(heard_[i].left) * v.level, static_cast<float>(heard_[i].right) * v.level};
    sum_[i].left += v.latest.left;
    sum_[i].right += v.latest.right;
  }
  if (got < frames) break_off(v, got);
}

void mixer::break_off(voice& v, std::size_t index) {
  if (v.level > 0) {
    for (std::size_t i = 0; i < fade_frames; ++i) {
      float part = 1 - static_cast<float>(i + 1) * max_step;
      sum_[index + i].left += v.latest.left * part;
      sum_[index + i].right += v.latest.right * part;
    }
    tail_ = std::max(tail_, index + fade_frames);
  }
  v.level = 0;
}

bool mixer::stop(voice& v) {
  std::size_t at = put_.load(std::memory_order_relaxed);
  if (at - taken_.load(std::memory_order_acquire) == max_ended) return false;
  ended_[at % max_ended] = std::move(v.source);  // into an empty place, so nothing is freed here
  put_.store(at + 1, std::memory_order_release);
  return true;
}

void mixer::release_ended() {
  std::size_t at = taken_.load(std::memory_order_relaxed);
  for (; at != put_.load(std::memory_order_acquire); ++at) {
    ended_[at % max_ended].reset();
    taken_.store(at + 1, std::memory_order_release);
  }
}

void mixer::fill(std::span<pcm_frame> out, microseconds now) {
  while (!out.empty()) {
    std::size_t frames = std::min(out.size(), max_piece_frames);
    fill_piece(out.first(frames), now);
    out = out.subspan(frames);
    now += microseconds(std::int64_t{1'000'000} * static_cast<std::int64_t>(frames) / pcm_rate);
  }
}

void mixer::fill_piece(std::span<pcm_frame> out, microseconds now) {
  for (voice& v : voices_) add(v, out.size(), now);
  for (voice& v : voices_) {
    bool faded = v.out_for == microseconds(0) || now >= v.out_from + v.out_for;
    if (v.leaving && faded && v.level == 0) stop(v);
  }
  std::erase_if(voices_, [](const voice& v) { return v.source == nullptr; });
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {as_sample(sum_[i].left), as_sample(sum_[i].right)};
  tail_ -= std::min(tail_, out.size());
  auto rest = std::copy_n(sum_.begin() + static_cast<std::ptrdiff_t>(out.size()), tail_, sum_.begin());
  std::fill(rest, sum_.end(), stereo{});
}

}  // namespace bangtin::player::stage
