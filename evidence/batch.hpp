// The unit in which a screen's journal sends its records to the daemon. A plain value: journal::next_batch()
// makes it, wire/messages.hpp writes and reads it, and extend() (verify_chain.hpp) checks it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/chain.hpp"

namespace bangtin::evidence {

// Consecutive lines of one log, and the signed head of the last of them.
struct batch {
  std::string log;
  std::int64_t first_seq = 0;  // of lines.front()
  std::vector<std::string> lines;
  signed_text head;
  bool operator==(const batch&) const = default;
};

}  // namespace bangtin::evidence
