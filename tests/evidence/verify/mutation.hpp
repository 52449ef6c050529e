// One change of an evidence file, as somebody with the daemon's key could make it.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/signing.hpp"

namespace bangtin::evidence::checker::test {

struct mutation {
  std::string text;   // sealed again
  std::string about;  // what was changed, for a failing test
};

// Edits, inserts, deletes or swaps one byte or one line, and seals the file again. The result differs from
// `text`. It leaves alone what only the daemon says and nothing else can contradict: doubts, and the times at
// which forks arrived.
mutation mutated(const std::string& text, const secret_key& daemon, std::mt19937_64& random);

std::vector<std::string> lines_of(const std::string& text);
std::string joined(const std::vector<std::string>& lines);

}  // namespace bangtin::evidence::checker::test
