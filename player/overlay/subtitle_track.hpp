// The subtitles of one video: read beside the display loop, which never waits for a disk, and asked for by
// the time in the file.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/subtitles.hpp"

namespace bangtin::player {

using std::chrono::microseconds;

// What is to be read at each time. Those that overlap stand below each other, the earlier above, at most four
// lines. Pure.
class subtitle_track {
 public:
  explicit subtitle_track(std::vector<media::subtitle> all);

  std::string text_at(microseconds t) const;  // empty: nothing
  // The first time after `t` at which it may be another; nothing when it stays so.
  std::optional<microseconds> next_change(microseconds t) const;

 private:
  std::vector<media::subtitle> all_;               // by their beginnings
  std::vector<std::chrono::milliseconds> latest_;  // end of any up to here
};

// Reads a file on a thread of its own. May be thrown away at any time; the thread then ends by itself.
class subtitle_reader {
 public:
  explicit subtitle_reader(const std::filesystem::path& file);

  bool done() const;
  // Once done: null when the file could not be read, with a line in the log.
  std::shared_ptr<const subtitle_track> track() const;

 private:
  struct shared;
  std::shared_ptr<shared> shared_;
};

}  // namespace bangtin::player
