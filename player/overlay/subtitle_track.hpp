// The subtitles of one video. A thread reads the file, since the display loop never waits for a disk; the
// display loop asks for the text by the time in the file.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "media/subtitles/subtitles.hpp"

namespace bangtin::player::overlay {

using std::chrono::microseconds;

// The text to show at each time. Overlapping subtitles stand below each other, the earlier one above, at most
// four lines. Pure and immutable.
class subtitle_track {
 public:
  explicit subtitle_track(std::vector<media::subtitles::cue> all);

  std::string text_at(microseconds t) const;  // empty: nothing
  // The first time after `t` at which the text may change; nothing when it stays.
  std::optional<microseconds> next_change(microseconds t) const;

 private:
  std::vector<media::subtitles::cue> all_;         // sorted by start
  std::vector<std::chrono::milliseconds> latest_;  // latest end of any up to this one
};

// Reads subtitle files on its own thread, one at a time; a slow disk delays only that thread. Not
// thread-safe; use it on one thread. The destructor waits for the file that is being read.
class subtitle_reader {
 public:
  // Returns null when the file cannot be read. Runs on the reader's thread.
  using read_function = std::function<std::shared_ptr<const subtitle_track>(const std::filesystem::path&)>;

  subtitle_reader();
  // `read` replaces the disk in tests.
  explicit subtitle_reader(read_function read);
  ~subtitle_reader();
  subtitle_reader(const subtitle_reader&) = delete;
  subtitle_reader& operator=(const subtitle_reader&) = delete;

  // Asks for a file and returns at once. Replaces the previous request; an empty path asks for nothing.
  void read(const std::filesystem::path& file);
  // Whether the file requested last was read, or nothing is requested.
  bool done() const;
  // Null until `done`, and when the file could not be read, which the log says.
  std::shared_ptr<const subtitle_track> track() const;

 private:
  void run(const std::stop_token& stop);

  read_function read_;
  mutable std::mutex lock_;
  std::condition_variable_any came_;
  std::filesystem::path wanted_;                 // guarded by lock_
  bool done_ = true;                             // guarded by lock_
  std::shared_ptr<const subtitle_track> track_;  // guarded by lock_
  std::jthread thread_;                          // starts with the first file
};

}  // namespace bangtin::player::overlay
