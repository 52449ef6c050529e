// The decoder's side of the conversation with the stage: frames go there in slots, and slots come back. Any
// thread may not: the one that made it alone.
#pragma once

#include <cstddef>
#include <functional>

#include "player/decode/protocol.hpp"

namespace bangtin::player::decode {

class outlet {
 public:
  // `released` is called for every slot that comes back.
  outlet(int control, const frame_room& room, std::function<void(std::uint32_t slot)> released);

  // Waits until the stage has room for one more frame. False when it is gone.
  bool wait_for_room();
  // False when the stage is gone.
  bool send(const reply& r);
  // The stage has hung up. Does not wait.
  bool hung_up();

 private:
  bool receive(bool wait);

  int control_;
  frame_room room_;
  std::function<void(std::uint32_t)> released_;
  std::uint32_t at_stage_ = 0;
  bool gone_ = false;
};

}  // namespace bangtin::player::decode
