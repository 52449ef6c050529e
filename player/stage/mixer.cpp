// The picture is the master: its clock says which sample is due. The device's clock differs from it by a few
// hundredths of a percent, so now and then, in a long video, a jump of 60 ms is made; a fade hides it.
#include "player/stage/mixer.hpp"

#include <algorithm>
#include <cstdlib>

namespace bangtin::player {

namespace {

using decode::pcm_frame;
using decode::pcm_rate;

constexpr int fade_frames = pcm_rate * 5 / 1000;
constexpr std::int64_t tolerated_frames = pcm_rate * 60 / 1000;

std::int16_t scaled(std::int16_t sample, int gain) {
  return static_cast<std::int16_t>(sample * gain / fade_frames);
}

}  // namespace

void mixer::play(std::shared_ptr<decode::pcm_reader> source, microseconds at) {
  next_ = std::move(source);
  next_at_ = at;
  switching_ = true;
}

void mixer::switch_over() {
  source_ = std::move(next_);
  next_ = nullptr;
  at_ = next_at_;
  switching_ = false;
  lost_ = true;
}

// Goes to the sample that is due at `now`; false while that lies ahead.
bool mixer::align(microseconds now) {
  std::int64_t due = (now - at_).count() * pcm_rate / 1'000'000;
  std::int64_t behind = due - static_cast<std::int64_t>(source_->position());
  if (behind > 0) source_->skip(static_cast<std::size_t>(behind));
  return behind >= 0;
}

void mixer::fill(std::span<pcm_frame> out, microseconds now) {
  if (switching_ && (gain_ == 0 || !source_)) switch_over();
  if (source_ && !lost_) {
    std::int64_t due = (now - at_).count() * pcm_rate / 1'000'000;
    lost_ = std::abs(due - static_cast<std::int64_t>(source_->position())) > tolerated_frames;
  }
  std::size_t got = 0;
  if (source_ && (!lost_ || gain_ > 0 || align(now))) {
    if (gain_ == 0) lost_ = false;
    got = source_->read(out);
  }
  bool up = !switching_ && !lost_;
  for (std::size_t i = 0; i < got; ++i) {
    gain_ = std::clamp(gain_ + (up ? 1 : -1), 0, fade_frames);
    out[i] = {scaled(out[i].left, gain_), scaled(out[i].right, gain_)};
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(got), out.end(), pcm_frame{});
  // The source ran dry, so the next sample begins from silence.
  if (got < out.size()) gain_ = 0;
}

}  // namespace bangtin::player
