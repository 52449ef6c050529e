// One coded track on its way into the rendition: copied from the film, or made by the sound coder.
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "media/ingest/film_clock.hpp"
#include "media/ingest/picture_coder.hpp"

namespace bangtin::media::ingest {

class coded_track {
 public:
  // Counts its samples in `progress`. Copied pictures report their share of the film's length as progress.
  coded_track(shared_writer& to, mp4_writer::track kind, const film& f, std::atomic<std::int64_t>& progress)
      : to_(to), kind_(kind), clock_(f.origin), length_(f.duration), progress_(progress) {}
  coded_track(const coded_track&) = delete;
  coded_track& operator=(const coded_track&) = delete;

  // Copies the demuxer's track with these caps from `pad`. `fd`: the film, whose header may state colours.
  // False when an element is missing. Call it on the demuxer's thread; the pipeline must end before this
  // object.
  bool copy(GstElement* pipeline, GstPad* pad, const GstStructure* caps, int fd);
  // Writes what comes from `pad`, H.264 or AAC with its description in the caps.
  bool take(GstElement* pipeline, GstPad* pad);

  film_clock& clock() { return clock_; }
  // When the last sample ends, so far.
  nanoseconds end() const { return nanoseconds(end_ns_); }
  picture_size size() const { return size_; }  // of the pictures, after the pipeline has ended

 private:
  void write(GstSample* sample);
  void describe(mp4_writer& w, GstCaps* caps);

  shared_writer& to_;
  mp4_writer::track kind_;
  film_clock clock_;
  bool described_ = false;
  picture_size size_;
  std::optional<colour_numbers> colours_;
  nanoseconds last_{};
  nanoseconds length_;
  std::atomic<std::int64_t>& progress_;
  std::atomic<std::int64_t> end_ns_ = 0;
};

// Links the pad to the element's input, and starts the element.
bool link_pad(GstPad* from, GstElement* to);

}  // namespace bangtin::media::ingest
