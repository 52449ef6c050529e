// The subtitles of one video: read beside the display loop, which never waits for a disk, and asked for by
// the time in the file.
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

#include "media/subtitles.hpp"

namespace bangtin::player::overlay {

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

// Reads subtitle files on its own thread, one at a time; a slow disk delays only that thread. Use it on one
// thread. The destructor waits for the file that is being read.
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

  // Returns at once. Replaces what was asked for before; an empty path asks for nothing.
  void read(const std::filesystem::path& file);
  // The file asked for last was read, or nothing is asked for.
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
