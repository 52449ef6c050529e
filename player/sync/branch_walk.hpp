// The order in which a screen sends its records of a log of which the daemon has others: two machines went on
// with a copied disk, and the daemon, restored from an older copy, got the other machine's records first. It
// had acknowledged these too, so it gets them, and sets them aside as a fork.
//
// Nobody knows where the two stories part. So the walk goes back from the newest record, batch by batch,
// until the daemon has the same. A batch that begins behind the daemon's newest record follows nothing there;
// it waits until the one before it is set aside. The batches are the same on each walk, so that the daemon
// keeps each once. Plain values; not thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "evidence/batch.hpp"

namespace bangtin::player::sync {

class branch_walk {
 public:
  // `tip`: the daemon's newest record of the log.
  explicit branch_walk(std::int64_t tip) : tip_(tip) {}

  // Where the next batch ends, at the latest; 0: everything is sent.
  std::int64_t next_end() const;
  // Whether there is no use in sending the batch yet; it waits then.
  bool waits(const evidence::batch& b);

  // The daemon's answers to the batch.
  void is_known();  // it has the same records
  void is_set_aside(const evidence::batch& b);
  // It cannot say what the batch follows. False: nor could it when the one before was set aside.
  bool follows_nothing(const evidence::batch& b);

  int set_aside() const { return set_aside_; }  // how many batches

 private:
  std::int64_t tip_;
  std::int64_t back_ = std::numeric_limits<std::int64_t>::max();  // 0: on the way forward
  std::vector<std::int64_t> waiting_;                             // their last records, descending
  int set_aside_ = 0;
};

}  // namespace bangtin::player::sync
