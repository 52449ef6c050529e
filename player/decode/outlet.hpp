// The decoder's side of the conversation with the stage: frames go into free slots, and slots come back.
// Any thread may not: the process's first thread alone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "player/decode/protocol.hpp"
#include "player/decode/shared_memory.hpp"

namespace bangtin::player::decode {

class outlet {
 public:
  outlet(int control, shared_memory frames, const frame_room& room);

  // A slot to be filled; waits until the stage gives one back. Nothing when the stage is gone.
  std::optional<std::uint32_t> take_slot();
  std::span<std::byte> slot(std::uint32_t number) const;
  // False when the stage is gone.
  bool send(const reply& r);
  // The stage has hung up. Does not wait.
  bool hung_up();

 private:
  bool receive(bool wait);

  int control_;
  shared_memory frames_;
  frame_room room_;
  std::vector<std::uint32_t> free_;
  bool gone_ = false;
};

}  // namespace bangtin::player::decode
