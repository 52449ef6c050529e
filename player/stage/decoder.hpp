// The stage's side of one decoder process: starts it, keeps the memory that it writes into, and checks every
// word that it says. Nothing here waits for it, or for the disk: that is the nursery's thread (zygote.hpp).
// One thread, the stage's.
#pragma once

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

// What the other side may have said so far, without the process: so hostile replies can be tested.
class decoder_ledger {
 public:
  explicit decoder_ledger(const player::decode::frame_room& room)
      : room_(room), at_stage_(room.slots, false) {}

  // Takes one packet. False when it breaks the rules: then the decoder is not to be listened to any more.
  bool take(std::span<const std::byte> packet);
  // Gives the slot back; false when the stage does not have it.
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
  // Asks for the process. When that fails, `failure` says so. `from` must outlive it.
  decoder(zygote& from, const picture_file& what, bool sound);
  decoder(const decoder&) = delete;
  decoder& operator=(const decoder&) = delete;
  ~decoder();

  // To be polled for reading; -1 once the process has ended or been ended.
  int control() const { return control_.get(); }
  // -1 when there is none.
  pid_t pid() const { return process_ ? process_->pid.load() : -1; }
  // Takes what the process has said, and what became of it. Call when `control` or the nursery's `news_fd` is
  // readable.
  void listen();
  const std::optional<decoder_failure>& failure() const { return failure_; }
  void fail(std::string reason, std::string detail);
  const decoder_ledger& said() const { return ledger_; }
  std::vector<due_frame> waiting() const;

  // Makes the oldest waiting frame the shown one; the one shown before goes back to the decoder.
  void advance();
  // Gives back the oldest `count` unseen.
  void discard(std::size_t count);
  // The shown frame; stays readable until the next advance, or as long as the object lives.
  std::optional<picture_view> shown() const;

  // Null when none was asked for or the file has none.
  std::shared_ptr<player::decode::pcm_reader> sound() const;

  // Has the process ended; what is shown stays readable.
  void stop();
  // The frames' memory, which takes a while to give back; nothing is shown any more.
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
  std::optional<decoder_failure> failure_;
  bool crashed_ = false;  // it hung up before it had sent everything; how it ended is yet to be heard
};

}  // namespace bangtin::player::stage
