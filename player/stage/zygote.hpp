// Provides the stage with decoder processes. They come from a zygote: a bangtin-decode process that has
// loaded its libraries once and forks decoders (player/decode/request.hpp). While there is no zygote,
// decoders are started one by one.
//
// The display loop never waits for another process or for the disk, so one thread, owned by this class, opens
// the files, forks, talks to the zygote process, kills and reaps. The stage's thread sends it requests and
// reads the state of a `spawn_handle`. Every function returns at once, however long the thread is blocked,
// except the destructor, which joins it. Errors are reported in the spawn_handle: state `lost` with `reason`
// and `detail`.
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

// A requested decoder process. Shared by the stage's thread, which reads, and the zygote's thread, which
// writes.
struct spawn_handle {
  enum class state {
    expected,  // requested; it may run already, but no answer has come
    born,
    ended,  // and reaped: `wait_status` is set
    lost    // there will be no process: `reason` and `detail` are set
  };
  std::atomic<state> is = state::expected;
  std::atomic<pid_t> pid = -1;  // valid while the state is `born`
  // Written before `is` changes to the state that they belong to, and never after.
  int wait_status = 0;  // as waitpid(2) gives it
  std::string reason;   // as in cue_failed
  std::string detail;
};

// Everything that a decoder needs to start.
struct decoder_order {
  player::decode::decode_request what;
  std::filesystem::path file;
  // control, frames and, with sound, pcm (protocol.hpp). The zygote's thread opens `file` itself.
  std::vector<unique_fd> others;
};

// Starts a process: bangtin::start_process, or a test's replacement.
using process_starter = std::function<result<child_process>(const process_setup&)>;

class zygote {
 public:
  // `program`: bangtin-decode; the zygote process starts to load at once. `registry`: a file in which the
  // zygote keeps GStreamer's registry, which halves the next loading time; empty: none. A zygote process that
  // replaces a failed one does not get the registry. `started`: a zygote process that already loads.
  explicit zygote(std::filesystem::path program, std::filesystem::path registry = {},
                  std::optional<player::decode::zygote_process> started = {},
                  process_starter start = start_process);
  zygote(const zygote&) = delete;
  zygote& operator=(const zygote&) = delete;
  // Kills and reaps all decoders.
  ~zygote();

  // Requests a decoder process. If the zygote process does not answer within 3 s (10 s before its first
  // answer), it is given up and its decoders are started one by one.
  std::shared_ptr<spawn_handle> ask(decoder_order order);
  // Kills the process, now or as soon as it has started, and reaps it.
  void end(std::shared_ptr<spawn_handle> child);
  // An eventfd for poll(), readable when a spawn_handle has changed its state. The reader drains it.
  int news_fd() const { return news_.get(); }

 private:
  struct asked {
    std::shared_ptr<spawn_handle> child;
    decoder_order order;
  };
  struct unwanted {
    std::shared_ptr<spawn_handle> child;
  };
  // A request without an answer so far; kept so that the decoder can be started without the zygote process.
  struct pending_spawn {
    asked what;
    unique_fd file;
    std::chrono::steady_clock::time_point since;
  };
  struct living {
    std::shared_ptr<spawn_handle> child;  // null: a zygote process that was given up
    child_process process;
  };

  void send(std::variant<asked, unwanted> message);

  // On the zygote's own thread:
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

  // Used only by the thread:
  std::filesystem::path registry_;
  std::optional<player::decode::zygote_process> handed_on_;
  child_process process_;
  unique_fd socket_;       // empty when there is no zygote process
  bool answered_ = false;  // this zygote process has answered once, so it has loaded
  int starts_left_;
  std::deque<pending_spawn> expected_;
  std::vector<living> living_;
  std::vector<std::shared_ptr<spawn_handle>> unwanted_;  // to be killed once they have started
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
