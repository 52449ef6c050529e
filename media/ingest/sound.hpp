// Loudness and coding of a film's sound.
#pragma once

#include <gst/gst.h>

#include "base/error.hpp"
#include "media/ingest/film.hpp"
#include "media/ingest/sound_treatment.hpp"

namespace bangtin::media::ingest {

struct job;

// Whether this loudness may stay as it is: within 1 LU of the house's, and its peaks low enough. Silence may.
bool fits_house(const loudness& l);

// Decodes the whole sound of the film and measures it after mixing it to stereo. Then rehearses the coding,
// unless the sound may stay as it is, and finds the gain by which the rendition gets the house's loudness;
// this decodes the sound some more times. errc::invalid when the sound is damaged (more than `tolerated_loss`
// of it does not decode), errc::unsupported when no decoder for it is installed.
result<loudness> measure_sound(const job& j, const film& f);
constexpr std::chrono::milliseconds tolerated_loss{300};

// Adds to the pipeline the elements that make AAC, stereo, 48 kHz, at the house's loudness from the demuxer's
// coded track `from`, and links them. Returns the pad with the coded sound, for the multiplexer, with a
// reference for the caller; nullptr if an element is missing. The elements are in the pipeline's state when
// it returns, so it may be called when the demuxer adds the track, on its thread.
//
// The sound is decoded and coded on a thread that belongs to it, behind a queue of 5 s of undecoded sound.
// Before the returned pad there is another queue, for hours of coded sound: the sound never waits for the
// picture. Where a file has its sound far behind its picture, the coded picture must wait in a queue like it.
//
// Running time 0 is film.origin. What comes earlier or after film.duration is left out, and gaps are silent.
// The coder's delay is taken out; the first 21 ms of the sound begin softly.
GstPad* add_sound_coder(GstElement* pipeline, GstPad* from, const film& f, const loudness& measured);

}  // namespace bangtin::media::ingest
