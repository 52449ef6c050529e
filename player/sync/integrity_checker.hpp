// Looks at files shortly before they are shown: a disk may have changed bytes since they arrived. On a thread
// of its own, as reading takes as long as it takes.
#pragma once

#include <functional>
#include <thread>

#include "player/sync/mailbox.hpp"
#include "player/sync/media_files.hpp"

namespace bangtin::player::sync {

class integrity_checker {
 public:
  // `damaged` is called on the watch's own thread for each file that was found to be other than what was
  // signed; it is deleted by then. `files` outlives the watch.
  integrity_checker(const media_files& files, std::function<void(const error&)> damaged);

  // Never waits. When more is asked for than can be read in time, the newest is left out.
  void look_at(const playlists::programme::file_ref& file) { asked_.put(file); }
  // Returns at once; the destructor waits for the piece of a file that is being read.
  void request_stop() { thread_.request_stop(); }

 private:
  mailbox<playlists::programme::file_ref> asked_{64};
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
