// Where the stage has its decoder processes from: a nursery (player/decode/request.hpp), or, while there is
// none, started one by one.
//
// The rule of the display loop: it never waits for another process or for the disk. So one thread, owned
// here, opens the files, forks, talks to the nursery, kills and reaps. The stage's thread sends it requests
// and reads the state of a `newborn`; every function returns at once, however long the thread is held up,
// except the destructor, which joins it.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/process.hpp"
#include "player/decode/request.hpp"
#include "player/decode/zygote_start.hpp"

namespace bangtin::player::stage {

// A decoder process that was asked for. Shared by the stage's thread, which reads, and the nursery's, which
// writes.
struct spawn_handle {
  enum class state {
    expected,  // may be there already, but is not heard of yet
    born,
    ended,  // and reaped: `wait_status` is set
    lost    // there will be none: `reason` and `detail` are set
  };
  std::atomic<state> is = state::expected;
  std::atomic<pid_t> pid = -1;  // while it is born
  // Written before `is` says so, never after.
  int wait_status = 0;  // as waitpid(2) gives it
  std::string reason;   // as in cue_failed
  std::string detail;
};

// What a decoder is started with.
struct decoder_order {
  player::decode::decode_request what;
  std::filesystem::path file;
  // control, frames and, with sound, pcm (protocol.hpp); the nursery opens the file itself.
  std::vector<unique_fd> others;
};

// bangtin::start_process, or a test's own.
using process_starter = std::function<result<child_process>(const process_setup&)>;

class zygote {
 public:
  // `program`: bangtin-decode. It begins to load at once, in its own process. `registry`: a file in which it
  // keeps what spares it half of that the next time; empty: none. A nursery that ends is not given it again.
  // `started`: a nursery that loads already.
  explicit zygote(std::filesystem::path program, std::filesystem::path registry = {},
                  std::optional<player::decode::zygote_process> started = {},
                  process_starter start = start_process);
  zygote(const zygote&) = delete;
  zygote& operator=(const zygote&) = delete;
  // Kills and reaps all decoders.
  ~zygote();

  // Asks for a decoder process. A nursery that has not answered for 3 s (10 s while it may still load) is
  // done without.
  std::shared_ptr<spawn_handle> ask(decoder_order order);
  // Kills it, now or as soon as it is born, and reaps it.
  void end(std::shared_ptr<spawn_handle> child);
  // An eventfd, readable when a newborn changed its state; for poll. The reader drains it.
  int news_fd() const { return news_.get(); }

 private:
  struct asked {
    std::shared_ptr<spawn_handle> child;
    decoder_order order;
  };
  struct unwanted {
    std::shared_ptr<spawn_handle> child;
  };
  // What was sent and not answered yet; kept so that it can be started without the nursery.
  struct pending_spawn {
    asked what;
    unique_fd file;
    std::chrono::steady_clock::time_point since;
  };
  struct living {
    std::shared_ptr<spawn_handle> child;  // null: a nursery that was given up
    child_process process;
  };

  void send(std::variant<asked, unwanted> message);

  // On the nursery's own thread:
  void run(const std::stop_token& stop);
  void take_messages();
  void take(asked a);
  void take(const unwanted& u);
  void rest();
  void listen();
  void reap();
  void start(std::optional<player::decode::zygote_process> started = {});
  void take_answer(std::int64_t pid);
  void go_on_without();
  void start_alone(pending_spawn e);
  void begin_life(std::shared_ptr<spawn_handle> child, child_process process);
  void lose(spawn_handle& child, std::string reason, std::string detail);
  void tell(spawn_handle& child, spawn_handle::state is);
  void await_last();

  const std::filesystem::path program_;
  const process_starter start_;
  unique_fd wake_;  // eventfd: a message came, or the stop
  unique_fd news_;

  std::mutex lock_;
  std::deque<std::variant<asked, unwanted>> messages_;  // guarded by lock_

  // Of the thread alone.
  std::filesystem::path registry_;
  std::optional<player::decode::zygote_process> handed_on_;
  child_process process_;
  unique_fd socket_;       // none when there is no nursery
  bool answered_ = false;  // this nursery has, so it has loaded
  int starts_left_;
  std::deque<pending_spawn> expected_;
  std::vector<living> living_;
  std::vector<std::shared_ptr<spawn_handle>> unwanted_;  // to be killed once born
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
