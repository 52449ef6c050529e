// A GStreamer demuxer for GIF: libav's own (avdemux_gif 1.22) reads the end of the file for ever.
#pragma once

#include <gst/gst.h>

namespace bangtin::media::ingest {

constexpr const char* gif_demuxer = "bangtingifdemux";

// Makes the element known under this name. It reads the whole file into memory, at most 256 MiB, then adds
// one pad with the undecoded pictures (for avdec_gif) and their times. A cut-off file is an error of the
// stream.
bool register_gif_demuxer();

}  // namespace bangtin::media::ingest
