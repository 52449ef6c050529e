// From GStreamer's samples to frames in a slot.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <span>

#include "player/decode/pcm_ring.hpp"
#include "player/decode/protocol.hpp"

#ifdef __SANITIZE_THREAD__
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
#endif

namespace bangtin::player::decode {

// While it lives, ThreadSanitizer does not look at what this thread reads. appsink hands pictures over under
// a GMutex, which waits on a futex of its own that the sanitizer does not know, so it would report every
// pixel.
struct sample_of_another_thread {
#ifdef __SANITIZE_THREAD__
  sample_of_another_thread() {
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  }
  ~sample_of_another_thread() {
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }
#else
  sample_of_another_thread() {}
#endif
};

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
