// Waits for a disk that has refused the player's own files to accept them again.
//
// It owns one thread, which starts in the constructor, asks the disk every few seconds, puts one
// storage_recovered into `news` and ends. `request_stop` returns at once; the destructor joins, and waits for
// the disk. `news` must outlive the object.
#pragma once

#include <filesystem>
#include <thread>

#include "player/sync/uplink.hpp"

namespace bangtin::player::sync {

class storage_watch {
 public:
  storage_watch(std::filesystem::path data, mailbox<uplink_news>& news);
  void request_stop() { thread_.request_stop(); }

 private:
  std::jthread thread_;
};

}  // namespace bangtin::player::sync
