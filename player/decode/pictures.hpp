// From GStreamer's samples to frames in a slot.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <span>

#include "player/decode/pcm_ring.hpp"
#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

// When the sample is to be seen or heard, from the first frame wanted; never negative.
struct sample_time {
  microseconds pts{};
  microseconds duration{};
};
sample_time time_of(GstSample* sample);

// Nothing when the picture is of a kind that we do not hand over.
std::optional<picture_format> format_of(GstSample* sample);

// Copies the picture, laid out as lay_out(format, ...) says; a transparent one is put on white, like paper.
// False when the sample is damaged or of another format.
bool copy_picture(GstSample* sample, const picture_format& format, const frame_layout& layout,
                  std::span<std::byte> slot);

// Puts sound into the ring at the place where its time says: gaps become silence, what is too early is cut.
// Its functions are called by one thread at a time.
class sound_writer {
 public:
  explicit sound_writer(shared_memory ring) : ring_(std::move(ring)) {}
  void take(GstSample* sample);

 private:
  pcm_writer ring_;
  std::int64_t written_ = 0;  // frames
};

}  // namespace bangtin::player::decode
