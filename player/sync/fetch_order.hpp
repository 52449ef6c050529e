// In which order the missing files of a programme are fetched. Pure.
//
// The files come in the order in which the timeline needs them; among those that are needed at the same time,
// or not within two days, the smallest first. A file that failed waits until the others have had their turn.
#pragma once

#include <map>
#include <vector>

#include "player/sync/fetch_plan.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::player::sync {

class fetch_order {
 public:
  void failed(const digest& file) { ++failures_[file]; }
  void came(const digest& file) { failures_.erase(file); }
  // Sorts by failures, then by when they are needed first, then by length, then by name.
  void sort(std::vector<playlists::programme::file_ref>& missing, const first_needs& needs) const;
  // Forgets the failures of all other files.
  void keep_only(const std::vector<playlists::programme::file_ref>& files);

 private:
  int failures_of(const digest& file) const;
  std::map<digest, int> failures_;
};

}  // namespace bangtin::player::sync
