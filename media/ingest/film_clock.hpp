// When the samples of a film's track are presented, by the rules of the survey and of the screen
// (media/movie_time.hpp). One object for each track.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <optional>

namespace bangtin::media::ingest {

class film_clock {
 public:
  explicit film_clock(std::chrono::nanoseconds origin) : origin_(origin) {}
  film_clock(const film_clock&) = delete;
  film_clock& operator=(const film_clock&) = delete;

  // Call it with the demuxer's pad before data flows: decoders then also deliver the pictures that lie behind
  // the stated length because of B-frames. The clock must outlive the pad.
  void widen(GstPad* track);

  // When a picture or sound with this time stamp is presented, counted from the item's beginning; negative
  // before it. Nothing: it lies behind the end of its track, or has no time. Any thread.
  std::optional<std::chrono::nanoseconds> time_of(const GstSegment* segment, GstClockTime at) const;

 private:
  static GstPadProbeReturn on_data(GstPad* pad, GstPadProbeInfo* info, gpointer self);

  std::chrono::nanoseconds origin_;
  std::atomic<std::int64_t> first_ns_{-1};  // time stamp of the first sample; -1: none came yet
};

}  // namespace bangtin::media::ingest
