// Decides from what was read of a film whether it can be shown, and what must be converted for that. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/asset.hpp"
#include "media/ingest/film.hpp"
#include "media/ingest/movie_file.hpp"

namespace bangtin::media::ingest {

using std::chrono::milliseconds;

// When the first sample of a track begins and its last one ends, on the file's timeline.
struct track_span {
  milliseconds first{};
  milliseconds end{};
};

// What every track has.
struct film_track {
  std::string id;      // the GStreamer stream id
  std::string format;  // the media type: "video/x-h264"
  int mpeg_version = 0;
  int preference = 0;              // 1: the container marks it as the one to use; -1: as one to leave out
  std::int64_t bytes = 0;          // of its samples
  std::optional<track_span> span;  // nothing: it is empty
};

struct sound_track : film_track {
  int channels = 0;
  int rate = 0;
  int object_type = 0;  // of AAC: 2 is LC; 0: not stated
  bool latm = false;    // AAC in the form of broadcasts, which no MP4 file can hold
};

// What a film's container and the headers of its stream say about its picture.
struct video_track : film_track {
  std::string profile;  // "high", "high-10", ...
  std::string level;    // "4.1"
  std::string turned;   // image-orientation: "rotate-90"; empty: upright
  std::string chroma;   // "4:2:0"; empty: not stated
  int bits = 0;         // of a sample; 0: not stated
  int width = 0;
  int height = 0;
  int pixel_width = 1;  // aspect ratio of a pixel
  int pixel_height = 1;
  bool interlaced = false;
  bool foreign_colours = false;     // neither BT.601 nor BT.709: HDR, BT.2020, RGB ...
  bool alpha_beside = false;        // see film
  bool changes = false;             // size or format change within the film
  bool joined = false;              // an edit list hides the key frame with which the samples begin
  std::int64_t second_bytes = 0;    // of the second with most
  std::vector<milliseconds> times;  // when each frame is due, in order
};

// The results of reading a film to its end.
struct video_facts {
  container box = container::mp4;
  movie_file file;         // of MP4 and MOV
  std::int64_t bytes = 0;  // of the file
  std::vector<video_track> pictures;
  std::vector<sound_track> sounds;
  int other_tracks = 0;      // subtitles, time codes, covers
  bool cut = false;          // the container states more bytes than the file has
  bool states_size = false;  // the container states its length in bytes
  bool locked = false;       // encrypted
  bool complete = true;      // false: the demuxer met damage
  milliseconds claimed{};    // the container's duration; 0: not stated
  // Of broadcasts: when packets of the shown picture are missing, and the format of sound without a demuxer.
  std::optional<milliseconds> lost;
  std::string unheard;
  std::string title;
};

// The track to show and the track to hear: those that the file marks, else the first that are not empty.
// nullptr: there is none.
const video_track* picture_of(const video_facts& v);
const sound_track* sound_of(const video_facts& v);

// Where an item begins on its file's timeline when `first` is the time of its earliest sample; see
// media/movie_time.hpp. A stream begins some time after its own clock, which means nothing for the film.
std::chrono::nanoseconds film_origin(container box, milliseconds first);

// How long an item with these tracks lasts: from the file's beginning (see media/movie_time.hpp) to the end
// of its last frame, or of its sound if that goes on. Where only one of the two is there, the first picture
// stands, or the last one before. Sound that goes on for less than 100 ms is the coder's padding and does not
// count.
milliseconds item_length(const track_span& picture, const std::optional<track_span>& sound);
// The same of the tracks that are used; 0 without a picture. A GIF that is shorter than 500 ms is repeated as
// a whole until it lasts that long.
milliseconds item_length(const video_facts& v);

// The first reason to refuse the film, if any: errc::unsupported when nothing here can decode it,
// errc::invalid if it is broken or no film, errc::limit if it is too long or too large.
std::optional<error> refusal(const video_facts& v, const ingest_limits& limits);

// What must be converted so that the film becomes a house rendition; nothing of it: it is one.
// `loudness_fits`: see fits_house (sound.hpp); true while the sound has not been measured.
conversion conversion_for(const video_facts& v, bool loudness_fits);

}  // namespace bangtin::media::ingest
