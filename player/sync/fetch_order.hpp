// In which order the missing files of a programme are fetched. Pure.
//
// A screen changes over to a programme as a whole, so the order does not change when that is possible. It
// changes what a correction finds that comes meanwhile, and what a file that crawls holds up: the smallest
// file comes first, so that most files are there early, and a file that failed waits until the others have
// had their turn.
#pragma once

#include <map>
#include <vector>

#include "playlists/programme/programme.hpp"

namespace bangtin::player::sync {

class fetch_order {
 public:
  void failed(const digest& file) { ++failures_[file]; }
  void came(const digest& file) { failures_.erase(file); }
  // Sorts by failures, then by length, then by name.
  void sort(std::vector<playlists::programme::file_ref>& missing) const;
  // Forgets the failures of all other files.
  void keep_only(const std::vector<playlists::programme::file_ref>& files);

 private:
  int failures_of(const digest& file) const;
  std::map<digest, int> failures_;
};

}  // namespace bangtin::player::sync
