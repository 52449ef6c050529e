// house_sound as an element of a pipeline.
#pragma once

#include <gst/gst.h>

#include "media/ingest/film.hpp"
#include "media/ingest/house_sound.hpp"

namespace bangtin::media::ingest {

// Makes an element that takes "audio/x-raw, F32LE, interleaved" of any rate and channels, and gives stereo at
// 48 kHz; its output begins at running time 0, which is the item's beginning. It works on the thread that
// feeds it. Owned by the caller, as by gst_element_factory_make().
GstElement* make_sound_element(const film& f, const sound_treatment& t);

// What the element has made so far. Only when no thread feeds it any more.
const house_sound& sound_of(GstElement* sound_element);

}  // namespace bangtin::media::ingest
