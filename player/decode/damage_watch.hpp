// Finds what is damaged in a film while it is decoded. A screen shows a damaged film as well as it can: the
// decoders invent what is missing and report no error. So this compares the pictures that come out of the
// decoder with those that go into it, and reads what the decoders log.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "player/decode/movie_clock.hpp"

namespace bangtin::player::decode {

struct damage {
  std::int64_t lost = 0;    // pictures that the file has and that did not come out
  std::int64_t broken = 0;  // pictures of which parts were invented
  std::int64_t sound = 0;   // pieces of sound that could not be decoded
  // When the first of them is due.
  std::optional<microseconds> first;
  bool operator==(const damage&) const = default;
};

// One object in a process, while one pipeline runs. Any thread may call it.
class damage_watch {
 public:
  // Call it when GStreamer is initialised, and before its decoders are. From now on GStreamer prints no log.
  damage_watch();
  damage_watch(const damage_watch&) = delete;
  damage_watch& operator=(const damage_watch&) = delete;
  ~damage_watch();

  // `before_decoder`: the pad that `clock` has widened. Both must outlive the data flow.
  void watch_samples(GstPad* before_decoder, const movie_clock& clock);
  // Call it for every picture, in their order, also for those that are not to be shown.
  void came_out(GstSample* picture);

  // Call it when all pictures have come out. What is lost before the picture with which the stream begins
  // does not count: it refers to what was cut away.
  damage found() const;
  // When the last picture ends by what the file says about its samples. The decoder tells what the stream
  // says, where each picture lasts as long as at its usual rate.
  microseconds end() const;

 private:
  static GstPadProbeReturn see_sample(GstPad* pad, GstPadProbeInfo* info, gpointer self);
  static void see_log(GstDebugCategory* category, GstDebugLevel level, const gchar* file,
                      const gchar* function, gint line, GObject* object, GstDebugMessage* message,
                      gpointer self);
  void goes_in(GstPad* pad, GstBuffer* sample);
  void note(std::int64_t damage::*what, microseconds at);

  const movie_clock* clock_ = nullptr;
  mutable std::mutex guard_;
  // Guarded, as everything below. The pictures that have not come out, by their time in the track.
  std::multimap<GstClockTime, microseconds> inside_;
  GstClockTime first_in_ = GST_CLOCK_TIME_NONE;  // of the sample with which the stream begins
  GstClockTime latest_in_ = 0;
  microseconds latest_due_{};
  microseconds end_{};
  bool any_out_ = false;         // without a mark of damage
  std::int64_t unexpected_ = 0;  // pictures that came out under another time than they went in
  damage found_;
};

}  // namespace bangtin::player::decode
