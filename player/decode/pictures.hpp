// Reads GStreamer's samples: pictures into a slot, and sound. Used only in the decoder process.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <span>
#include <vector>

#include "player/decode/pcm_ring.hpp"
#include "player/decode/protocol.hpp"

#ifdef __SANITIZE_THREAD__
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
#endif

namespace bangtin::player::decode {

// While an object lives, ThreadSanitizer ignores what this thread reads. appsink hands pictures over under a
// GMutex, which waits on its own futex that the sanitizer does not know; without this the sanitizer would
// report every pixel.
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

// How long the sample claims to last; 0 when it does not say.
microseconds duration_of(GstSample* sample);

// The layout and size of the picture; nothing when it is of a kind that decoders do not hand over. The
// colours are not set, because GStreamer's caps lose some; see h264_colours.hpp.
std::optional<picture_format> format_of(GstSample* sample);

// Copies the picture into the slot in the layout that lay_out(format, ...) computed; a transparent picture is
// put on white, like paper. False when the sample is damaged or of another format.
bool copy_picture(GstSample* sample, const picture_format& format, const frame_layout& layout,
                  std::span<std::byte> slot);

// The samples of a piece of sound, as they go into the ring.
std::vector<pcm_frame> sound_in(GstSample* sample);

}  // namespace bangtin::player::decode
