// The decoder's end of the socket to the stage: sends frames in slots, and receives the slots that the stage
// releases. Not thread-safe; use only on the creating thread.
#pragma once

#include <cstddef>
#include <functional>

#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

class outlet {
 public:
  // `control`: the socket; the caller keeps it open. `released` is called for every slot that the stage
  // releases.
  outlet(int control, const frame_room& room, std::function<void(std::uint32_t slot)> released);

  // Blocks until the stage has room for one more frame. False when the stage is gone.
  bool wait_for_room();
  // Sends the message. False when the stage is gone.
  bool send(const reply& r);
  // Whether the stage has hung up. Does not wait.
  bool hung_up();

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
