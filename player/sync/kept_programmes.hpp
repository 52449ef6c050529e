// The programmes that this screen keeps:
//   DATA/programme.json   the signed programme on show     DATA/next.json   one whose files are still
//   arriving
// Both are as they were received, unverified: the reader verifies. One thread at a time; every call waits for
// the disk.
#pragma once

#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::player::sync {

class kept_programmes {
 public:
  // `data` is there.
  explicit kept_programmes(std::filesystem::path data) : data_(std::move(data)) {}

  // Nothing when there is none, or none that can be read, which the log says.
  std::optional<wire::signed_programme> current() const;
  std::optional<wire::signed_programme> next() const;
  // errc::io when the disk refuses; then what was kept before is.
  result<void> keep_next(const wire::signed_programme& p) const;
  // From now on `p` is the one on show, also after a restart, and nothing is next. Its files must be there.
  // errc::io as above.
  result<void> switch_to(const wire::signed_programme& p) const;

 private:
  std::filesystem::path data_;
};

}  // namespace bangtin::player::sync
