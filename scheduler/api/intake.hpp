// Intake: what becomes of a batch of play records that a screen sends. The decision is pure; `take_in`
// carries it out.
//
// Nothing is acknowledged before it is on the disk, and the receipt is stored in the transaction that stores
// the records: a screen whose reply was lost sends the same again and gets the same receipt.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "evidence/batch.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

constexpr std::int64_t max_logs_per_screen = 1000;

// Who sends: the screen as it is paired.
struct sender {
  std::string name;
  public_key key;
};

namespace intake {

// Records to store (none when all are known), and the head to acknowledge.
struct accept {
  evidence::head head;
  std::vector<ledger::stored_record> records;
};
// All of it is known and was acknowledged: the same receipt again.
struct repeat {
  evidence::signed_text receipt;
};
// Records before these are missing here.
struct missing_range {
  std::int64_t expected_seq = 1;
};
// A signed head that contradicts what is stored at its seq.
struct fork {
  evidence::head head;
};
struct refuse {
  error why;
};
using decision = std::variant<accept, repeat, missing_range, fork, refuse>;

// `known` is what the ledger has of the batch's log, looked up for the batch's first and last seq.
decision decide(const sender& from, const evidence::batch& b, const ledger::log_state& known);

}  // namespace intake

// What the screen is told: a receipt; or the seq to go on from (a hole); or an error (errc::conflict for a
// fork).
struct intake_answer {
  std::variant<evidence::signed_text, intake::missing_range, error> value;
  std::int64_t stored = 0;  // new records
  bool forked = false;
};

// Looks, decides and commits; on the ledger's thread.
intake_answer take_batch(ledger::ledger& l, const sender& from, const evidence::batch& b,
                         const secret_key& daemon, utc_ms now);

}  // namespace bangtin::scheduler::api
