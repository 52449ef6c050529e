// The stage's side of one decoder process: it requests the process, owns the memory that the process writes
// into, and checks every message that the process sends. Nothing here waits for the process or for the disk;
// the zygote's thread does (zygote.hpp). Not thread-safe; use only on the stage's thread. Errors: failure().
#pragma once

#include <algorithm>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "player/decode/pcm_ring.hpp"
#include "player/decode/protocol.hpp"
#include "player/stage/cue_clock.hpp"
#include "player/stage/painting.hpp"
#include "player/stage/stage.hpp"
#include "player/stage/zygote.hpp"

namespace bangtin::player::stage {

struct decoder_failure {
  std::string reason;  // as in cue_failed
  std::string detail;
};

// The protocol state: checks each message against what the decoder may say at that point. It needs no
// process, so that tests can feed it hostile replies.
class decoder_ledger {
 public:
  explicit decoder_ledger(const player::decode::frame_room& room)
      : room_(room), at_stage_(room.slots, false) {}

  // Takes one packet. False when it breaks the rules; then stop listening to this decoder.
  bool take(std::span<const std::byte> packet);
  // Releases the slot; false when the stage does not hold it.
  bool release(std::uint32_t slot);

  struct frame {
    std::uint32_t slot;
    due_frame time;
  };
  std::deque<frame> waiting;  // oldest first
  std::optional<player::decode::reply_format> format;
  player::decode::frame_layout layout;
  bool complete = false;
  std::optional<player::decode::reply_error> error;

 private:
  bool accept(const player::decode::reply& r);

  player::decode::frame_room room_;
  std::vector<bool> at_stage_;
  bool any_frame_ = false;
};

class decoder {
 public:
  // Requests the process from `from`, which must outlive this object. Errors are reported by `failure`.
  decoder(zygote& from, const picture_file& what, bool sound);
  decoder(const decoder&) = delete;
  decoder& operator=(const decoder&) = delete;
  ~decoder();

  // The socket to poll for reading; -1 once the process has ended or was stopped.
  int control() const { return control_.get(); }
  // -1 when there is no process.
  pid_t pid() const { return process_ ? process_->pid.load() : -1; }
  // Takes the messages of the process and its exit state. Call when `control` or the zygote's `news_fd` is
  // readable.
  void listen();
  const std::optional<decoder_failure>& failure() const { return failure_; }
  void fail(std::string reason, std::string detail);
  const decoder_ledger& said() const { return ledger_; }
  std::vector<due_frame> waiting() const;

  // Makes the oldest waiting frame the shown one, and releases the slot of the previously shown frame.
  void advance();
  // Releases the oldest `count` waiting frames without showing them.
  void discard(std::size_t count);
  // How many frames the process may have at the stage, at least 1; no more than there is room for. It learns
  // of it with the next release.
  void take_ahead(std::uint32_t frames) { at_stage_ = std::min(frames, room_.at_stage); }
  // The shown frame; readable until the next advance() or release_memory(), at most as long as this object
  // lives.
  std::optional<picture_view> shown() const;

  // The size of its pictures; {0, 0} until the first one came.
  size_px picture_size() const;

  // The sound; null when none was requested or the file has none.
  std::shared_ptr<player::decode::pcm_reader> sound() const;

  // Ends the process; the shown frame stays readable.
  void stop();
  // Moves the frames' memory out, because freeing it takes a while. Nothing is shown after that.
  player::decode::shared_memory release_memory();

 private:
  result<void> start(const picture_file& what, bool sound);
  void release(std::uint32_t slot);
  void look_at_process();
  void ended();

  zygote& zygote_;
  player::decode::frame_room room_;
  decoder_ledger ledger_;
  player::decode::shared_memory frames_;
  std::shared_ptr<player::decode::pcm_reader> sound_;
  unique_fd control_;
  std::shared_ptr<spawn_handle> process_;
  std::optional<std::uint32_t> shown_;
  std::uint32_t at_stage_;
  std::optional<decoder_failure> failure_;
  // The process hung up before it had sent everything; its exit status is still to come.
  bool crashed_ = false;
};

}  // namespace bangtin::player::stage
