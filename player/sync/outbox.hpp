// What this screen answers at once: that it shows a notice, the screenshot that somebody waits for; and the
// files of notices, which it fetches meanwhile. One thread.
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

// What was in the window, small already.
struct screenshot_taken {
  stage::image content;
  std::int64_t request = 0;  // that it answers; 0: nobody asked
};
// A notice's file that is not there yet.
struct file_wanted {
  playlists::programme::file_ref file;
};
using answer = std::variant<wire::acknowledgement, screenshot_taken, file_wanted>;

class outbox {
 public:
  // `arrived` is called when a file has come. `files` outlives it.
  outbox(std::string screen, const media_files& files, std::function<void()> arrived);

  // Takes it up; it is done by `work`. Of screenshots the newest is kept, of a file one wish; more than so
  // many answers are let go of, oldest first.
  void add(answer a);
  bool empty() const { return waiting_.empty() && files_wanted_.empty(); }

  // Does what there is to do, the files last. `hurry` says that something new has come, which ends the
  // fetching of a file for now. errc::unreachable: try again later; what the daemon refuses is let go of.
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
