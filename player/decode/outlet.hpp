// Where a decoder's messages go. Not thread-safe; use only on the creating thread.
#pragma once

#include <cstddef>
#include <functional>

#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

class outlet {
 public:
  virtual ~outlet() = default;
  // Blocks until there is room for one more frame. False when nobody wants one any more.
  virtual bool wait_for_room() = 0;
  // False when nobody wants the message.
  virtual bool send(const reply& r) = 0;
  // Whether nobody wants anything any more. Does not wait.
  virtual bool hung_up() = 0;
};

// The decoder's end of the socket to the stage: sends frames in slots, and receives the slots that the stage
// releases.
class stage_outlet : public outlet {
 public:
  // `control`: the socket; the caller keeps it open. `released` is called for every slot that the stage
  // releases.
  stage_outlet(int control, const frame_room& room, std::function<void(std::uint32_t slot)> released);

  bool wait_for_room() override;
  bool send(const reply& r) override;
  bool hung_up() override;

 private:
  bool receive(bool wait);

  int control_;
  frame_room room_;
  std::function<void(std::uint32_t)> released_;
  std::uint32_t at_stage_ = 0;
  std::uint32_t max_at_stage_;  // as the stage said last
  bool gone_ = false;
};

}  // namespace bangtin::player::decode
