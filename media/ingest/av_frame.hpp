// Pictures as libavutil sees them, and their way from and to GStreamer without copying.
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

#include <memory>

extern "C" {
#include <libavutil/frame.h>
}

#include "media/ingest/picture_rules.hpp"

namespace bangtin::media::ingest {

struct frame_deleter {
  void operator()(AVFrame* f) const { av_frame_free(&f); }
};
using frame_ptr = std::unique_ptr<AVFrame, frame_deleter>;

// The pixel formats that can be taken over, as caps of raw video.
GstCaps* known_formats();

// The facts that the caps of decoded pictures state; nothing when they are not raw video of a known format.
// Where the caps do not state the colours, colours_of() decides later. `turned` is left empty.
std::optional<picture_facts> facts_in(GstCaps* caps);

// The colours that the caps of a coded or decoded track state.
colour_numbers colours_in(const GstStructure* caps, bool& range_stated);

// The picture of the sample, which stays alive as long as the frame. Time stamps are left out. Transparent
// parts lie on white. Null when it
// cannot be mapped.
frame_ptr frame_of(GstSample* sample);

// The 4:2:0 picture as a buffer, which owns the frame.
GstBuffer* buffer_of(frame_ptr frame);

}  // namespace bangtin::media::ingest
