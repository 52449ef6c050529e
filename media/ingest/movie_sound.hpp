// Uncompressed sound of MP4 and MOV files, which qtdemux 1.22 reads wrongly in two cases: it ignores the byte
// order of whole numbers of 32 bits and of floating-point numbers, and it gives no times to sound with
// QuickTime's second version of a description, which every rate above 65,535 Hz needs. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace bangtin::media::ingest {

struct pcm_track {
  unsigned track = 0;  // its number in the file
  std::string format;  // GStreamer's name: "S24LE"
  int rate = 0;        // Hz; 0: as the demuxer says
  bool operator==(const pcm_track&) const = default;
};

// What the descriptions of a whole movie box state. Replaces each of the second version by one of the same
// length that qtdemux reads; the numbers in that one are right but for format and rate. Empty, and nothing
// changed, where there is no such sound.
std::vector<pcm_track> mend_pcm(std::span<std::byte> moov);

}  // namespace bangtin::media::ingest
