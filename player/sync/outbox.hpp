// What this screen sends as soon as it can: acknowledgements of notices, and screenshots. Between them it
// fetches the files of notices.
//
// Not thread-safe: the uplink's answer thread owns it. Nothing is kept on disk.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <variant>

#include "player/stage/painting.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/media_files.hpp"

namespace bangtin::player::sync {

// A reduced picture of the window.
struct screenshot_taken {
  stage::image content;
  std::int64_t request = 0;  // the request that it answers; 0: nobody asked
};
// A notice's file that is not on the disk yet.
struct file_wanted {
  playlists::programme::file_ref file;
};
using answer = std::variant<wire::acknowledgement, screenshot_taken, file_wanted>;

class outbox {
 public:
  // `work` calls `arrived` when a file has arrived. `files` must outlive the outbox.
  outbox(std::string screen, const media_files& files, std::function<void()> arrived);

  // Queues the answer for `work`. A new screenshot replaces one that waits. When 200 answers wait, the oldest
  // is dropped. A file is queued once; when 100 files wait, a further one is dropped.
  void add(answer a);
  bool empty() const { return waiting_.empty() && files_wanted_.empty(); }

  // Sends all answers, then fetches all files. `hurry` returns true when there is something new to do, which
  // interrupts a fetch. errc::unreachable: call it again later. An answer or a file that fails otherwise is
  // dropped, and the log says so.
  result<void> work(daemon_api& daemon, const std::function<bool()>& hurry);

 private:
  result<void> send(daemon_api& daemon, const answer& a);
  result<void> fetch(daemon_api& daemon, const std::function<bool()>& hurry);

  std::string screen_;
  const media_files& files_;
  std::function<void()> arrived_;
  std::deque<answer> waiting_;
  std::deque<playlists::programme::file_ref> files_wanted_;
};

}  // namespace bangtin::player::sync
