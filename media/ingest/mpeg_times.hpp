// When the pictures of MPEG-1 and MPEG-2 video are due. Streams state a time once per packet, which may hold
// several pictures, and GStreamer 1.22 guesses the others: beside a cut of scenes, where small pictures share
// packets, it shows them up to 80 ms late. Every picture tells its place in its group, so nothing need be
// guessed.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

namespace bangtin::media::ingest {

// What a coded picture says of its place.
struct mpeg_picture {
  int place = 0;              // among the pictures of its group as they are shown (temporal reference)
  bool begins_group = false;  // places count from 0 again
  bool operator==(const mpeg_picture&) const = default;
};

// Reads the headers of one picture (ISO/IEC 13818-2, 6.2.3) and of what stands before it. Pure.
std::optional<mpeg_picture> read_mpeg_picture(std::span<const std::byte> coded);

// Takes the pictures in coded order. Pure.
class mpeg_times {
 public:
  // When the picture is due: as `stated`, else by its place; nothing before the first stated time.
  // `lasts`: each picture.
  std::optional<std::chrono::nanoseconds> time_of(const mpeg_picture& p,
                                                  std::optional<std::chrono::nanoseconds> stated,
                                                  std::chrono::nanoseconds lasts);

 private:
  std::optional<std::chrono::nanoseconds> first_;  // when place 0 of this group is due
  int last_place_ = -1;                            // the greatest of this group
};

constexpr const char* mpeg_parser = "mpegvideoparse";

// The pictures that leave this mpeg_parser get their times.
void state_mpeg_times(GstElement* parser);

}  // namespace bangtin::media::ingest
