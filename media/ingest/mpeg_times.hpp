// When the pictures of MPEG-1 and MPEG-2 video are due. Streams state a time once per packet, which may hold
// several pictures, and GStreamer 1.22 guesses the others: beside a cut of scenes, where small pictures share
// packets, it shows them up to 80 ms late. Every picture tells its place in its group, and from the times of
// decoding follows when it is due.
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
  bool between = false;       // a B picture: it is shown as soon as it is decoded, and no other leans on it
  bool operator==(const mpeg_picture&) const = default;
};

// Reads the headers of one picture (ISO/IEC 13818-2, 6.2.3) and of what stands before it. Pure.
std::optional<mpeg_picture> read_mpeg_picture(std::span<const std::byte> coded);

// Takes the pictures in coded order. Pure.
class mpeg_times {
 public:
  // When the picture is due: as `stated`; else, if it is a B picture, when it is decoded, and if not, when
  // the B pictures before it have been shown. `lasts` is each picture's own length, which differs in films
  // that were made for cinemas. Nothing when neither time is known, and for the second field of a picture.
  std::optional<std::chrono::nanoseconds> time_of(const mpeg_picture& p,
                                                  std::optional<std::chrono::nanoseconds> stated,
                                                  std::optional<std::chrono::nanoseconds> decoded,
                                                  std::chrono::nanoseconds lasts);

 private:
  // Of the latest picture that is no B picture, in this group; nothing where the stream began within one.
  std::optional<int> last_place_;
  // How much later than expected the latest one with a stated time was due: streams without B pictures show
  // each as soon as it is decoded.
  std::chrono::nanoseconds delay_{};
};

constexpr const char* mpeg_parser = "mpegvideoparse";

// The pictures that leave this mpeg_parser get their times.
void state_mpeg_times(GstElement* parser);

}  // namespace bangtin::media::ingest
