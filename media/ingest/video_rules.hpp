// Decides from the measurements of a video whether it fits the house rendition. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/asset.hpp"

namespace bangtin::media::ingest {

using std::chrono::milliseconds;

struct sound_track {
  std::string format;  // the media type: "audio/mpeg"
  int mpeg_version = 0;
  int channels = 0;
  int rate = 0;
};

// What the container says.
struct video_track {
  std::string format;   // the media type: "video/x-h264"
  std::string profile;  // "high", "high-10", ...
  std::string turned;   // image-orientation: "rotate-90"; empty: upright
  int width = 0;
  int height = 0;
};

// When the first sample of a track begins and its last one ends, on the file's timeline.
struct track_span {
  milliseconds first{};
  milliseconds end{};
};

// The results of reading the file to its end.
struct video_facts {
  std::vector<video_track> pictures;
  std::vector<sound_track> sounds;
  bool locked = false;          // encrypted
  milliseconds claimed{};       // the container's duration; 0: not stated
  milliseconds duration{};      // how long the item lasts; see item_length
  milliseconds longest{};       // the longest duration of any track, measured in the same way
  std::int64_t frames = 0;      // stored
  milliseconds frames_apart{};  // from the first frame's start to the last one's start
  track_span picture;
  std::optional<track_span> sound;
  std::vector<milliseconds> times;  // when each frame is due, in order
};

// The results of decoding.
struct decoded_facts {
  std::string layout;  // "I420"
  bool progressive = true;
  int width = 0;
  int height = 0;
  int pixel_width = 1;  // aspect ratio of a pixel
  int pixel_height = 1;
  std::int64_t expected = 0;  // frames of the parts that were decoded
  std::int64_t decoded = 0;
};

// How long an item with these tracks lasts: from the file's beginning (see media/movie_time.hpp) to the end
// of its last frame, or of its sound if that goes on. Where only one of the two is there, the first picture
// stands, or the last one before. Sound that goes on for less than 100 ms is the coder's padding and does not
// count.
milliseconds item_length(const track_span& picture, const std::optional<track_span>& sound);

// The first reason to reject the video, if any. errc::unsupported if conversion would be enough;
// errc::invalid if it is broken; errc::limit if it is too long.
std::optional<error> refusal(const video_facts& v, const ingest_limits& limits);
std::optional<error> refusal(const decoded_facts& d);

}  // namespace bangtin::media::ingest
