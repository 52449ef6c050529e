// The pictures of a film as its decoder delivers them, with their times, and what is missing of them.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/error.hpp"
#include "media/ingest/av_frame.hpp"
#include "media/ingest/film.hpp"
#include "media/ingest/film_clock.hpp"
#include "media/ingest/gstreamer.hpp"

namespace bangtin::media::ingest {

// The film is broken behind this instant.
error damaged_after(std::chrono::nanoseconds after, std::chrono::nanoseconds of);

struct sample_deleter {
  void operator()(GstSample* s) const { gst_sample_unref(s); }
};
using sample_ptr = std::unique_ptr<GstSample, sample_deleter>;

struct decoded_picture {
  sample_ptr sample;
  std::chrono::nanoseconds at{};  // from the item's beginning; later than the picture before
  bool changed = false;           // the facts are others than before
  picture_facts facts;
};

class decoded_pictures {
 public:
  explicit decoded_pictures(const film& f) : film_(f), clock_(f.origin) {}
  decoded_pictures(const decoded_pictures&) = delete;
  decoded_pictures& operator=(const decoded_pictures&) = delete;

  // Links the demuxer's pad through `parser` (may be null) and `decoder` (null: the pictures are raw), which
  // the pipeline takes over. False when an element is missing. Call it on the demuxer's thread.
  bool link(GstElement* pipeline, GstPad* pad, const char* parser, GstElement* decoder);

  // The next picture that is shown; nothing after the last. Waits; errc::invalid when the film is damaged, or
  // when nothing has come for a minute.
  result<std::optional<decoded_picture>> next(GstElement* pipeline);
  // When the last picture ends.
  std::chrono::nanoseconds end() const { return end_; }

 private:
  static GstPadProbeReturn hide_colours(GstPad* pad, GstPadProbeInfo* info, gpointer nothing);
  static GstPadProbeReturn on_coded(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  bool has_sink();
  result<sample_ptr> pull(GstElement* pipeline);
  struct stamps {
    GstClockTime at;
    GstClockTime lasts;
  };
  stamps stamps_of(const GstBuffer* picture);
  std::optional<std::chrono::nanoseconds> place(const GstSegment* segment, const stamps& stated);
  bool has_hole(GstClockTime shown);
  void note_colours(GstPad* pad);
  std::optional<picture_facts> facts_of(GstCaps* caps) const;
  error broken() const { return damaged_after(end_, film_.duration); }
  bool is_broken();

  const film& film_;
  film_clock clock_;
  std::atomic<GstElement*> sink_ = nullptr;
  std::atomic<std::int64_t> coded_ = 0;  // pictures that went into the decoder
  std::mutex guard_;
  // Guarded: when they are due and how long they last, as far as none behind them came out.
  std::multimap<GstClockTime, GstClockTime> expected_;
  colour_numbers container_colours_;  // what the file states beside the stream
  caps_ptr caps_;
  picture_facts facts_;
  std::chrono::nanoseconds last_{-1};
  std::chrono::nanoseconds end_{};
  bool begun_ = false;
  int tolerated_ = 0;  // damages at the beginning of a recording
  bool gap_ = false;   // pictures are missing although nothing says so
};

}  // namespace bangtin::media::ingest
