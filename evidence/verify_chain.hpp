// Checks consecutive records against the chain that they claim to continue. Pure; any thread may call these
// functions. The caller keeps the chain's last head between calls.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/batch.hpp"
#include "evidence/chain.hpp"
#include "evidence/record.hpp"

namespace bangtin::evidence {

// The head of a log before its first record: seq 0 and the first link.
head beginning(std::string log, const public_key& screen);

// What consecutive lines add to a chain.
struct extension {
  head tip;                     // the newest link; `from` when there were no lines
  std::vector<record> records;  // the parsed lines
  std::vector<digest> links;    // the chain's value after each line
};

// Reads `lines` as the records that follow `from`: each must parse, belong to the same log and have the next
// seq. errc::invalid (errc::limit if too long) for a line that is no record, errc::verification for another
// log, errc::conflict for a seq that does not follow.
result<extension> extend(const head& from, std::span<const std::string> lines);

// Same for a batch whose first record follows `from`. In addition the screen must have signed the batch's
// head, and the head must name the last record with the hash that the lines give. errc::verification when it
// does not; errc::invalid when the batch is empty.
result<extension> extend(const head& from, const batch& b, const public_key& screen);

}  // namespace bangtin::evidence
