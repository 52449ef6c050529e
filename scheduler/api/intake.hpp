// Intake: decides what to do with a batch of play records from a screen. `intake::decide` is pure;
// `take_batch` carries the decision out.
//
// The daemon acknowledges nothing before it is on the disk, and it stores the receipt in the same transaction
// as the records. A screen whose reply was lost sends the same batch again and gets the same receipt.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "evidence/batch.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

constexpr std::int64_t max_logs_per_screen = 1000;

// The paired screen that sends the batch.
struct sender {
  std::string name;
  public_key key;
};

namespace intake {

// Store these records (none when all are known), and acknowledge this head.
struct accept {
  evidence::head head;
  std::vector<ledger::stored_record> records;
  std::vector<evidence::record> values;  // of these records, as they read
};
// All records are known and acknowledged already: answer with the same receipt.
struct repeat {
  evidence::signed_text receipt;
};
// Records before this batch are missing here.
struct missing_range {
  std::int64_t expected_seq = 1;  // the first missing one
};
// The signed head contradicts what is stored.
struct fork {
  evidence::head head;
};
struct refuse {
  error why;
};
using decision = std::variant<accept, repeat, missing_range, fork, refuse>;

// `known` is what the ledger has of the batch's log, read for the batch's first and last seq.
decision decide(const sender& from, const evidence::batch& b, const ledger::log_state& known);

}  // namespace intake

// The answer to the screen: a receipt, or the first missing seq, or an error (errc::conflict for a fork).
struct intake_answer {
  std::variant<evidence::signed_text, intake::missing_range, error> value;
  std::int64_t stored = 0;  // new records
  bool forked = false;
};

// Reads the log's state, decides and commits, with what `judge` says of the records. Call it on the ledger's
// thread; it blocks.
intake_answer take_batch(ledger::ledger& l, const sender& from, const evidence::batch& b,
                         const secret_key& daemon, utc_ms now, play_judge& judge);

}  // namespace bangtin::scheduler::api
