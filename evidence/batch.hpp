// Records on their way from a screen's journal to the daemon.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/chain.hpp"

namespace bangtin::evidence {

// Records that go to the daemon together: consecutive lines, and the signed head of the last one.
struct batch {
  std::string log;
  std::int64_t first_seq = 0;
  std::vector<std::string> lines;
  signed_text head;
  bool operator==(const batch&) const = default;
};

}  // namespace bangtin::evidence
