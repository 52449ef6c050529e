// Reads and hashes files shortly before they are shown, because a disk may have changed bytes since they
// arrived. It owns one thread for that, because the disk may be slow.
#pragma once

#include <functional>
#include <thread>

#include "player/sync/mailbox.hpp"
#include "player/sync/media_files.hpp"

namespace bangtin::player::sync {

class integrity_checker {
 public:
  // Calls `damaged` on the checker's thread for each file whose bytes are not the signed ones; the file is
  // deleted by then. `files` must outlive the checker.
  integrity_checker(const media_files& files, std::function<void(const error&)> damaged);

  // Any thread may call it. Never waits. When 64 files are waiting, a further one is not checked.
  void look_at(const playlists::programme::file_ref& file) { asked_.put(file); }
  // Returns at once. The destructor waits until the current piece of a file is read.
  void request_stop() { thread_.request_stop(); }

 private:
  mailbox<playlists::programme::file_ref> asked_{64};
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
