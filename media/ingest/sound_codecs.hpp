// How each format of sound is decoded.
#pragma once

#include <gst/gst.h>

#include <string>

#include "media/ingest/element_chain.hpp"

namespace bangtin::media::ingest {

struct sound_codec {
  const char* caps;     // which tracks it is for; the first row that fits holds
  const char* name;     // as people know it
  const char* parser;   // element before the decoder; nullptr: none
  const char* decoder;  // nullptr: not coded
  const char* plugin;   // file with the decoder, without "libgst" and ".so"
};

// nullptr for a format that nothing here decodes.
const sound_codec* codec_of(const GstCaps* track);

// The format's name as people know it ("Dolby Digital"); never one of GStreamer's. A format with no name is
// "unknown".
std::string sound_name(const GstCaps* track);

// Appends the elements that decode a track of this format to "audio/x-raw" in any form of sample that the
// next element asks for. Returns false if nothing decodes it or an element is missing.
bool append_sound_decoder(element_chain& chain, const GstCaps* track);

}  // namespace bangtin::media::ingest
