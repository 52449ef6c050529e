// The programmes that this screen keeps on its disk:
//   DATA/programme.json   the signed programme on show
//   DATA/next.json        the one that follows, while its files are still arriving
// The files hold what was received, unverified; the caller verifies what it reads. Use from one thread at a
// time; every call waits for the disk.
#pragma once

#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::player::sync {

class kept_programmes {
 public:
  // Precondition: the folder `data` exists.
  explicit kept_programmes(std::filesystem::path data) : data_(std::move(data)) {}

  const std::filesystem::path& folder() const { return data_; }

  // Empty when there is no such programme, or when it cannot be read. The log reports a damaged file.
  std::optional<wire::signed_programme> current() const;
  std::optional<wire::signed_programme> next() const;
  // errc::io when the disk refuses; then the programme that was kept before stays.
  result<void> keep_next(const wire::signed_programme& p) const;
  // There is no next programme any more.
  void drop_next() const;
  // From now on `p` is the current programme, also after a restart, and there is no next one. Precondition:
  // all its files are in media_files. errc::io as above.
  result<void> switch_to(const wire::signed_programme& p) const;

 private:
  std::filesystem::path data_;
};

}  // namespace bangtin::player::sync
