// Checking a run of records against the chain that it claims to continue. Pure: whoever holds the chain's
// last head keeps it.
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

// Where a log begins, before its first record: seq 0 and the first link.
head beginning(std::string log, const public_key& screen);

// What a run of lines adds to a chain.
struct extension {
  head tip;                     // the newest link; `from` when there were no lines
  std::vector<record> records;  // the lines, understood
  std::vector<digest> links;    // the chain's value after each of them
};

// Reads `lines` as the records that follow `from`: each parses, belongs to the same log and has the next seq.
// errc::invalid for a line that is no record, errc::verification for another log, errc::conflict for a seq
// that does not follow.
result<extension> extend(const head& from, std::span<const std::string> lines);

// As `extend`, for a batch whose first record follows `from`: also the signed head must be the screen's, and
// name the batch's last record with the hash which the lines give. errc::verification when it does not;
// errc::invalid when the batch is empty.
result<extension> extend(const head& from, const batch& b, const public_key& screen);

}  // namespace bangtin::evidence
