// The reader cannot signal that it has read, because it is the audio device's thread; so a full ring is
// looked at again after a tenth of a second. The ring holds more than ten times as much.
#include "player/decode/sound_writer.hpp"

#include <algorithm>
#include <array>

namespace bangtin::player::decode {

namespace {

// Sound decoders round their times; a step smaller than this is no gap.
constexpr std::int64_t tolerance_frames = pcm_rate / 50;
constexpr std::int64_t max_gap_frames = std::int64_t{pcm_rate} * 24 * 3600;
constexpr int seam_frames = pcm_rate * 5 / 1000;
constexpr auto look_again = std::chrono::milliseconds(100);

std::int16_t as_sample(int x) {
  return static_cast<std::int16_t>(std::clamp(x, -32768, 32767));
}

}  // namespace

void sound_writer::take(std::span<const pcm_frame> frames, microseconds at) {
  if (frames.empty()) return;
  std::int64_t gap = at.count() * pcm_rate / 1'000'000 - written_;
  if (gap > tolerance_frames) {
    put_silence(std::min(gap, max_gap_frames));
    begin_seam(frames.front());
  } else if (gap < -tolerance_frames) {
    frames = frames.subspan(std::min<std::size_t>(frames.size(), static_cast<std::size_t>(-gap)));
    if (!frames.empty()) begin_seam(frames.front());
  }
  put(frames);
}

void sound_writer::begin_seam(pcm_frame next) {
  if (written_ == 0) return;  // the mixer lets every sound begin softly
  step_left_ = last_.left - next.left;
  step_right_ = last_.right - next.right;
  step_frames_ = seam_frames;
}

void sound_writer::put_silence(std::int64_t frames) {
  begin_seam({});
  const std::array<pcm_frame, 1024> silence{};
  for (std::int64_t n = 0; frames > 0; frames -= n) {
    n = std::min<std::int64_t>(frames, silence.size());
    put(std::span(silence).first(static_cast<std::size_t>(n)));
    std::scoped_lock lock(guard_);
    if (stopped_) return;
  }
}

void sound_writer::put(std::span<const pcm_frame> frames) {
  std::array<pcm_frame, 1024> piece;
  while (!frames.empty()) {
    std::size_t count = wait_for_room(std::min(frames.size(), piece.size()));
    if (count == 0) return;
    for (std::size_t i = 0; i < count; ++i) {
      piece[i] = frames[i];
      if (step_frames_ == 0) continue;
      piece[i].left = as_sample(frames[i].left + step_left_ * step_frames_ / seam_frames);
      piece[i].right = as_sample(frames[i].right + step_right_ * step_frames_ / seam_frames);
      --step_frames_;
    }
    ring_.write(std::span(piece).first(count));
    last_ = piece[count - 1];
    written_ += static_cast<std::int64_t>(count);
    frames = frames.subspan(count);
  }
}

std::size_t sound_writer::wait_for_room(std::size_t wanted) {
  std::unique_lock lock(guard_);
  while (!stopped_ && !hurry_ && !discard_ && ring_.room() == 0) changed_.wait_for(lock, look_again);
  if (stopped_) return 0;
  return hurry_ || discard_ ? wanted : std::min(wanted, ring_.room());
}

void sound_writer::hurry(bool on) {
  std::scoped_lock lock(guard_);
  hurry_ = on;
  changed_.notify_all();
}

void sound_writer::discard() {
  std::scoped_lock lock(guard_);
  discard_ = true;
  changed_.notify_all();
}

void sound_writer::stop() {
  std::scoped_lock lock(guard_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace bangtin::player::decode
