// What the boxes of an MP4 or MOV file say before a demuxer reads it. Reads hostile bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bangtin::media::ingest {

// How a track must be turned or mirrored before it is upright, in the words of GStreamer's image-orientation:
// "rotate-90" (clockwise), "flip-rotate-180"; "rotate-0" if it is upright.
struct turned_track {
  unsigned number = 0;
  std::string turned;
  bool operator==(const turned_track&) const = default;
};

struct movie_file {
  bool has_header = false;        // there is a movie box
  bool cut = false;               // the file ends within a box
  bool open = false;              // its samples go on to the end of the file, wherever that is
  bool header_in_front = false;   // it begins with `ftyp`, and the whole movie box is before the samples
  bool fragmented = false;        // the samples are described in pieces between them
  bool locked = false;            // a track is copy-protected
  bool points_elsewhere = false;  // it only refers to other files
  int dolby_vision = 0;           // the profile of the first picture track that states one; 0: none
  std::int64_t header_bytes = 0;  // of the movie box
  std::vector<turned_track> turns;
};

// Leaves the descriptor's position unchanged. Everything is false where the file cannot be read.
movie_file read_movie_file(int fd);

// The same of a whole movie box alone: locked, points_elsewhere, fragmented, dolby_vision and turns. Pure.
movie_file read_movie_box(std::span<const std::byte> moov);

}  // namespace bangtin::media::ingest
