// The two things that a screen remembers about time, in DATA (docs/formats.md, "What a screen remembers of
// the time"):
//   last-time                        the last time that somebody vouched for
//   counted-time, counted-time.copy  how long this screen has run since its programme was approved
// A damaged file is never believed: each ends with the SHA-256 of what is before it. Use from one thread at a
// time; every call waits for the disk.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "player/core/time_belief.hpp"

namespace bangtin::player::sync {

struct remembered_time {
  core::sourced_time value;
  std::string boot;  // `value.time.mono` counts from this boot; empty: an older player wrote it
};

class time_files {
 public:
  // Precondition: the folder `data` exists.
  explicit time_files(std::filesystem::path data) : data_(std::move(data)) {}

  // Empty when there is no such file; the log reports a damaged one.
  std::optional<remembered_time> last_time() const;
  // The copies that are whole: none, one or two. They differ after a power cut between their writes.
  std::vector<core::counted_time> counted() const;

  // errc::io when the disk refuses; then the file keeps what it had.
  result<void> keep(const remembered_time& t) const;
  // Writes one copy after the other.
  result<void> keep(const core::counted_time& c) const;

 private:
  std::filesystem::path data_;
};

}  // namespace bangtin::player::sync
