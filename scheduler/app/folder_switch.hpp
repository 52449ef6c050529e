// Replaces the content of a data folder by one that was made in DATA/restoring/site, so that a process which
// is killed at any moment leaves the old content, or something that `finish` can end.
//
// What it goes by, in DATA/restoring: the file `begun` (what to do, written when the new content is whole),
// and `moved` (the old content is aside). Blocking. Errors are those of the disk.
#pragma once

#include <filesystem>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/signing.hpp"

namespace bangtin::scheduler::app {

struct restored_site;

class folder_switch {
 public:
  explicit folder_switch(std::filesystem::path data) : data_(std::move(data)) {}

  std::filesystem::path staging() const { return data_ / "restoring" / "site"; }
  // The backup for which a switch has begun; empty: none has.
  std::filesystem::path begun_for() const;
  // From here on it can only go forward.
  result<void> begin(const std::filesystem::path& file, utc_ms now, const restored_site& what);
  // Ends what was begun, also by another process. Sets in `what` what there is to tell.
  result<void> finish(restored_site& what);

 private:
  result<void> move_aside(const std::filesystem::path& aside);
  result<void> move_in();

  std::filesystem::path data_;
};

struct folder_content {
  bool has_site = false;  // screens, media, programmes or records; or something that cannot be read
  std::optional<public_key> daemon_key;
};
// What a folder holds that a restore would replace.
result<folder_content> content_of(const std::filesystem::path& data);

}  // namespace bangtin::scheduler::app
