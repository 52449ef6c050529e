// Where the stage has its decoder processes from: a nursery (player/decode/request.hpp), or, as long as there
// is none, started one by one. Nothing here waits. One thread, the stage's.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/process.hpp"
#include "player/decode/request.hpp"
#include "player/decode/zygote_start.hpp"

namespace bangtin::player {

// A decoder process that was asked for.
struct newborn {
  enum class state { expected, born, lost };  // lost: there will be none
  state is = state::expected;
  bool wanted = true;  // else it is ended as soon as it is born
  child_process process;
};

class nursery {
 public:
  // `program`: bangtin-decode. It begins to load at once, in a process of its own. `registry`: a file in
  // which it keeps what spares it half of that the next time; empty: none. A nursery that ends is not given
  // it again.
  // `started`: a nursery that loads already.
  explicit nursery(std::filesystem::path program, std::filesystem::path registry = {},
                   std::optional<decode::nursery_process> started = {});
  nursery(const nursery&) = delete;
  nursery& operator=(const nursery&) = delete;
  ~nursery();

  // A decoder process with these descriptors (protocol.hpp). errc::io when no process is to be had.
  result<std::shared_ptr<newborn>> ask(const decode::decode_request& what, std::span<const int> fds);
  // Takes what the nursery has answered, and reaps. One that has not answered for 3 s (10 s while it may
  // still load) is done without. Call now and then, and before looking at a newborn.
  void listen();
  // Waits for this one, briefly: call when it is known to be there.
  void await(const newborn& child);

 private:
  // What was sent and not answered yet; kept so that it can be started without the nursery.
  struct expectation {
    std::shared_ptr<newborn> child;
    decode::decode_request what;
    std::vector<unique_fd> fds;
    std::chrono::steady_clock::time_point asked;
  };

  void start(std::optional<decode::nursery_process> started = {});
  void take(std::int64_t pid);
  void go_on_without();
  result<child_process> start_alone(const decode::decode_request& what, std::span<const int> fds) const;

  std::filesystem::path program_;
  std::filesystem::path registry_;
  child_process process_;
  unique_fd socket_;       // none when there is no nursery
  bool answered_ = false;  // this nursery has, so it has loaded
  int starts_left_;
  std::deque<expectation> expected_;
  std::vector<child_process> unwanted_;  // killed, to be reaped
};

}  // namespace bangtin::player
