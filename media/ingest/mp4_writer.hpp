// Writes an MP4 file with one H.264 track and at most one AAC track, its header in front.
//
// GStreamer's muxers put the header in front only by means of a second file that they read again, which the
// worker's sandbox forbids. This writer leaves room for the header and writes it last.
#pragma once

#include <deque>
#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "media/ingest/mp4_header.hpp"

namespace bangtin::media::ingest {

// Not thread-safe.
class mp4_writer {
 public:
  enum class track { picture, sound };

  // Creates the file; it must not exist. `length` (of the film) decides how much room the header gets.
  // errc::io.
  static result<mp4_writer> create(const std::filesystem::path& file, nanoseconds length, bool has_sound);

  // Each once, at the latest before finish().
  void describe(picture_stream s) { pictures_.stream = std::move(s); }
  void describe(sound_stream s) { sounds_.stream = std::move(s); }

  // Adds the next sample in decoding order. `at`: when it is presented, counted from the item's beginning;
  // a sample before it is kept for decoding but not presented. A sample is presented until the next; only
  // the one that is presented last needs its `duration`. errc::io when the disk refuses, errc::limit when
  // the file becomes too large.
  result<void> add(track t, std::string_view bytes, nanoseconds at, nanoseconds duration, bool key);
  // No more samples of this track come, so the other one need not wait for it.
  result<void> end(track t);
  // Writes what is left and the header. The item ends at `length`, even if its sound or picture goes on.
  // errc::invalid when the track that should be there has no samples or no description.
  result<void> finish(nanoseconds length);

  std::int64_t pictures() const { return static_cast<std::int64_t>(pictures_.index.samples.size()); }

 private:
  struct chunk {
    std::string bytes;
    nanoseconds from{};
    nanoseconds until{};
    std::uint32_t samples = 0;
  };
  struct lane {
    track_index index;
    nanoseconds last{-1};  // the latest time of presentation
    bool ended = false;
    chunk open;                // is being filled
    std::deque<chunk> closed;  // wait for the other track
  };
  struct picture_lane : lane {
    std::optional<picture_stream> stream;
  };
  struct sound_lane : lane {
    std::optional<sound_stream> stream;
  };

  mp4_writer(unique_fd fd, std::uint64_t room, bool has_sound);
  lane& of(track t) { return t == track::picture ? static_cast<lane&>(pictures_) : sounds_; }
  void close_chunk(lane& l);
  result<void> write_ready();
  result<void> write_chunk(lane& l);
  result<void> write_at(std::uint64_t offset, std::string_view bytes);

  unique_fd fd_;
  std::uint64_t room_;       // bytes in front of the samples
  std::uint64_t end_;        // of the file
  std::size_t waiting_ = 0;  // bytes of closed chunks
  bool has_sound_;
  picture_lane pictures_;
  sound_lane sounds_;
};

}  // namespace bangtin::media::ingest
