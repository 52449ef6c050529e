// The GStreamer elements that parse, decode and encode the tracks of films.
#pragma once

#include <gst/gst.h>

#include <string>

namespace bangtin::media::ingest {

// Loads the plug-ins of the conversion by their path, after start_gstreamer(). False: one is not installed.
bool load_converter();

// The name of the element that prepares such a coded track for its decoder or for an MP4 file; null: it needs
// none.
const char* parser_for(const GstStructure* caps);
// Whether the track can lie in an MP4 file as it is: H.264 or AAC with its description beside the samples.
bool fits_mp4(const GstStructure* caps);
// A new decoder for pictures with these caps, owned by the caller (floating); null when none is installed.
// Uncompressed pictures need none: see is_raw. `alpha_beside`: see film.
GstElement* make_decoder(GstCaps* caps, bool alpha_beside);
bool is_raw(const GstStructure* caps);

// The description of the track beside its samples; empty when there is none.
std::string codec_data(const GstCaps* caps);

// Counts the damages that libavcodec's decoders report, on any thread, and conceal.
class damage_watch {
 public:
  // From now on. One watch at a time.
  damage_watch();
  ~damage_watch();
  damage_watch(const damage_watch&) = delete;
  damage_watch& operator=(const damage_watch&) = delete;
  static int count();
};

}  // namespace bangtin::media::ingest
