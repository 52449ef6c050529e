// When each picture and each piece of sound is due, counted from the requested moment of the item. It reads
// the edit lists of the file (GStreamer's segments), and not the durations that the frames claim.
//
// The pipeline's threads and the worker may call it at the same time.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <optional>

namespace bangtin::player::decode {

using std::chrono::microseconds;

class movie_clock {
 public:
  // Call for every stream that the demuxer has found, before data flows from it. The clock must outlive the
  // pad.
  void watch(GstPad* stream, bool pictures);
  // Call for the pad in front of the picture's decoder: from then on the decoder also gives the pictures that
  // lie before a requested moment, and those that B-frames have delayed beyond the file's stated length.
  void widen(GstPad* before_decoder);

  // Counts from `offset` within the item from now on. Call it when a watched stream has delivered data, and
  // before the seek. Returns the position in the file.
  std::chrono::nanoseconds start_at(microseconds offset);

  // Negative: due before the requested moment. Nothing: it is not to be shown, because it lies behind the end
  // of its track, or because it refers to pictures before the key frame at which the decoder joined (open
  // GOP).
  std::optional<microseconds> time_of_picture(GstSample* sample) const;
  // The same for a picture that goes into the decoder. `segment`: of the pad given to `widen`.
  std::optional<microseconds> time_at(const GstSegment* segment, GstClockTime pts) const;
  microseconds time_of_sound(GstSample* sample) const;

 private:
  static GstPadProbeReturn see_first(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn see_first_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn widen_segment(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn see_key_frame(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  void begin(GstPad* pad, GstBuffer* first);

  std::atomic<bool> begun_ = false;
  std::atomic<bool> joins_ = false;
  std::atomic<std::int64_t> origin_ns_ = 0;
  std::atomic<std::int64_t> from_ns_ = 0;           // the requested moment, on the file's timeline
  std::atomic<std::int64_t> first_picture_ns_ = 0;  // in its track's time
  std::atomic<std::int64_t> key_frame_ns_ = 0;      // at which the decoder joined, on the file's timeline
};

}  // namespace bangtin::player::decode
