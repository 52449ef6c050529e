// Checks the records that have left the journal, in the background: ten minutes after the start, then once a
// day. A file that does not hold is set aside, and the journal thread tells of it.
#pragma once

#include <functional>
#include <thread>

#include "player/sync/journal_thread.hpp"

namespace bangtin::player::sync {

// One round over all files. `go_on` is asked every few hundred records; false ends the round. `limits` bound
// each question to the journal. Returns the journal's errors; a file that cannot be read now is left for the
// next round.
result<void> check_archive(journal_thread& journal, const std::function<bool()>& go_on,
                           const ask_limits& limits);

// The thread that does so at a low priority and about 7 MB/s. `journal` must outlive it.
class archive_check {
 public:
  explicit archive_check(journal_thread& journal);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
