// What the headers of a film and of its stream state, and GStreamer 1.22 loses or believes too much: the
// length of the film, and the colours of its pictures. See media/mp4_boxes.hpp and h264_colours.hpp.
//
// The pipeline's threads write, and the worker reads once the first picture is there.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <mutex>
#include <span>

#include "player/decode/h264_colours.hpp"

namespace bangtin::player::decode {

class film_header {
 public:
  // Call both before data flows; the object must outlive the pads. `source`: from which the demuxer reads the
  // file.
  void watch_file(GstPad* source);
  // `parsed`: the pad behind the H.264 parser.
  void watch_stream(GstPad* parsed);

  std::chrono::milliseconds length() const;  // 0: not stated, or not hidden from GStreamer
  // Sets matrix and range of a video's pictures.
  void set_colours(picture_format& format) const;

 private:
  static GstPadProbeReturn see_file(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static GstPadProbeReturn see_stream(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  void read_file(std::span<std::byte> bytes);
  void read_caps(const GstStructure* caps);
  void read_first_picture(GstBuffer* buffer);

  mutable std::mutex guard_;
  std::chrono::milliseconds length_{};  // guarded, as everything below
  stated_colours container_;
  stated_colours stream_;
  bool has_record_ = false;  // the parameter sets are in the stream's description, not between its pictures
};

}  // namespace bangtin::player::decode
