// What the parts of the worker that read and convert a film know about it. Plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace bangtin::media::ingest {

// An animation that is shorter is repeated until it lasts this long.
constexpr std::chrono::milliseconds min_animation{500};

enum class container { mp4, matroska, avi, mpeg_ts, mpeg_ps, asf, flv, ogg, gif };

// A film, once its tracks are known. Tracks are named by their GStreamer stream id, which is the same each
// time that this process opens the file.
struct film {
  container box = container::mp4;
  std::string picture;        // the track that is shown
  std::string sound;          // the track that is heard; empty: silent
  bool alpha_beside = false;  // VP8 or VP9 with a second stream for transparency within its packets
  std::string turned;  // image-orientation of the picture ("rotate-90", "flip-rotate-180"); empty: upright
  std::chrono::nanoseconds origin{};  // where the item begins on the file's timeline (media/movie_time.hpp)
  std::chrono::milliseconds duration{};  // of the item
};

// What must be converted so that the film becomes a house rendition. The tracks that need not are copied,
// bit for bit, into a new MP4 file.
struct conversion {
  bool picture = false;
  bool sound = false;
  bool container = false;  // nothing is coded again, but the file is: moov in front, one track of each kind
  bool needed() const { return picture || sound || container; }
};

// Loudness of a film's sound by EBU R 128 (ITU-R BS.1770), of the stereo sound that the house makes of it.
struct loudness {
  double integrated_lufs = 0;  // -HUGE_VAL: silent
  double true_peak_dbtp = 0;
  // How the house's sound is made of it, as measure_sound found out; absent: by the figures above.
  std::optional<double> gain_db{};
  std::optional<double>
      ceiling_dbtp{};  // true peaks are limited to this after the gain; absent: they are not
  std::optional<double> treated_lufs{};  // the rendition's loudness; absent: nobody knows
};

}  // namespace bangtin::media::ingest
