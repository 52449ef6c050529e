// Loudness and coding of a film's sound.
#pragma once

#include <gst/gst.h>

#include "base/error.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

struct job;

constexpr double house_lufs = -23;
constexpr double max_true_peak_dbtp = -1;

// Whether this loudness may stay as it is: within 1 LU of the house's, and its peaks low enough. Silence may.
bool fits_house(const loudness& l);

// Decodes the whole sound of the film and measures it after mixing it to stereo. errc::invalid when the sound
// is damaged, errc::unsupported when no decoder for it is installed.
result<loudness> measure_sound(const job& j, const film& f);

// Adds to the pipeline the elements that make AAC, stereo, 48 kHz, at the house's loudness from the demuxer's
// coded track `from`, and links them. Returns the pad with the coded sound, for the multiplexer; nullptr if
// an element is missing. The elements are in the pipeline's state when it returns.
GstPad* add_sound_coder(GstElement* pipeline, GstPad* from, const film& f, const loudness& measured);

}  // namespace bangtin::media::ingest
