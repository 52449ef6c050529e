// What the survey notes of one track of a film, and what follows from it.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/ingest/gstreamer.hpp"
#include "media/ingest/video_rules.hpp"

namespace bangtin::media::ingest {

struct surveyed_track {
  std::string id;
  int preference = 0;
  caps_ptr stored;  // as the container says
  caps_ptr parsed;  // as the parser says; null without one
  GstSegment segment;
  std::string turned;
  std::vector<milliseconds> frames;  // when they are due, on the file's timeline
  std::int64_t bytes = 0;
  std::int64_t this_second = -1;
  std::int64_t second_bytes = 0;
  std::int64_t max_second_bytes = 0;
  GstClockTime end = 0;
  bool open_end = false;  // the length of the last frame is not known
  bool changes = false;
  bool alpha_beside = false;  // a packet has it; some containers announce it where there is none
  bool joined = false;        // an edit list hides the first sample, which the next ones refer to
  std::optional<std::chrono::nanoseconds> first;  // of its samples, in the track's time
};

// Rounded.
milliseconds in_ms(GstClockTime t);
// The value of a field; 0 or an empty text where it is not there.
int number_in(const GstStructure* s, const char* name);
std::string text_in(const GstStructure* s, const char* name);

// `t.frames` is in the order of times.
video_track picture_facts(const surveyed_track& t);
sound_track sound_facts(const surveyed_track& t);

}  // namespace bangtin::media::ingest
