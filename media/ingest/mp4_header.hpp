// The header of an MP4 file (ISO/IEC 14496-12) with one H.264 track and at most one AAC track. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bangtin::media::ingest {

using std::chrono::nanoseconds;

// Numbers of ITU-T H.273; 2: not stated.
struct colour_numbers {
  unsigned primaries = 2;
  unsigned transfer = 2;
  unsigned matrix = 2;
  bool full_range = false;
  bool operator==(const colour_numbers&) const = default;
};

struct picture_stream {
  int width = 0;
  int height = 0;
  std::string record;  // AVCDecoderConfigurationRecord; the samples are length-prefixed accordingly
  std::optional<colour_numbers> colours;
};

struct sound_stream {
  int rate = 0;
  int channels = 0;
  std::string config;  // AudioSpecificConfig; the samples are raw access units
};

struct sample {
  nanoseconds at;  // when it is presented, counted from the item's beginning
  std::uint32_t bytes = 0;
  bool key = true;
};

// Samples that lie behind one another in the file.
struct chunk_place {
  std::uint64_t offset = 0;  // of its first byte in the file
  std::uint32_t samples = 0;
};

// One track's samples, in decoding order.
struct track_index {
  std::vector<sample> samples;
  nanoseconds last_duration{};  // of the sample that is presented last
  std::vector<chunk_place> chunks;
};

// The times of a track as the file states them, in units of its timescale. Samples presented before the item
// begins are kept, because others need them for decoding, and an edit list leaves them out.
struct track_times {
  std::uint32_t timescale = 1;
  std::vector<std::uint32_t> durations;  // from each sample's decoding to the next one's
  std::vector<std::uint32_t> delays;     // from each sample's decoding to its presentation
  std::int64_t start = 0;                // where the presentation begins within the track
  nanoseconds late{};                    // how much later than the item the track begins
  std::int64_t shown = 0;                // length of the presentation
};

// Pictures keep their times, as precisely as 1/120,000 s, in which all usual frame rates are whole numbers.
track_times times_of_pictures(const track_index& t);
// Sound has no gaps: each sample lasts `frame` samples of the sound, however coarse the times of the file
// were. Only where a time is off by more than 50 ms the sample before lasts longer.
track_times times_of_sound(const track_index& t, const sound_stream& s);

// `ftyp` and `moov`. The presentation of both tracks ends at `length`. `sound` is null for a silent film.
std::string mp4_header(const track_index& pictures, const picture_stream& picture, const track_index* sounds,
                       const sound_stream* sound, nanoseconds length);

}  // namespace bangtin::media::ingest
