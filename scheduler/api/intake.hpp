// Intake: decides what to do with a batch of play records from a screen. `intake::decide` is pure;
// `take_batch` carries the decision out.
//
// The daemon acknowledges nothing before it is on the disk, and it stores the receipt in the same transaction
// as the records. A screen whose reply was lost sends the same batch again and gets the same receipt.
//
// Either side may have gone back in time. A daemon that lacks records asks for them; a screen whose story
// contradicts the stored one is told of the fork and begins a new log.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "evidence/batch.hpp"
#include "evidence/record.hpp"
#include "scheduler/api/daemon_keys.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// A screen begins a log when its storage was lost, or when it and this daemon can no longer agree. One that
// has begun so many may go on, one log in ten minutes, so that it does not fill the disk with logs.
constexpr std::int64_t unslowed_logs_per_screen = 1000;
constexpr std::chrono::minutes slowed_log_every{10};
// Version of the counting rules under which new records are receipted.
constexpr int rules_in_force = 2;

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
  std::vector<evidence::record> values;  // the same records, parsed
  // Set when all are known: the receipt that acknowledged them first, whose time and rules stay theirs.
  std::optional<ledger::stored_receipt> before = {};
};
// All records are known and acknowledged already: answer with the same receipt.
struct repeat {
  evidence::signed_text receipt;
};
// Records before this batch are missing here.
struct missing_range {
  std::int64_t expected_seq = 1;  // the first missing one
};
// The signed head contradicts what is stored, or the batch continues a fork.
struct fork {
  evidence::head head;
};
// What is stored of this log did not verify, so nothing can follow it.
struct doubt {
  evidence::head head;
};
// A stored record before the tip is not there any more: the log is damaged here.
struct lost {
  evidence::head head;
  std::int64_t seq = 0;  // of the missing record
};
// The screen signed the head, but the records do not lead from the stored ones to it: either they were
// damaged on the way, or this is a fork whose beginning lies before the batch.
struct unproven {
  evidence::head head;
  error why;
};
struct refuse {
  error why;
};
using decision = std::variant<accept, repeat, missing_range, fork, doubt, lost, unproven, refuse>;

// `known` is what the ledger has of the batch's log, read for the batch's first and last seq.
decision decide(const sender& from, const evidence::batch& b, const ledger::log_state& known);

// How long the screen has to wait before it may begin the batch's log, 0 to 10 min. Records of a log that has
// begun never wait.
std::chrono::seconds wait_to_begin(const ledger::log_state& known, utc_ms now);

}  // namespace intake

// A batch with the decision about it, which was made from `known` away from the ledger's thread. The same
// bytes came before and were `unproven`, if `repeated` is set: then they were not damaged on the way.
struct judged_batch {
  sender from;
  evidence::batch batch;
  ledger::log_state known;
  intake::decision decision;
  bool repeated = false;
};

struct fork_answer {
  error why;                                     // errc::conflict
  std::optional<evidence::signed_text> receipt;  // the newest one of the log that still holds
};

// The screen may begin this log later.
struct later_answer {
  std::chrono::seconds wait;
};

// The answer to the screen: a receipt, or the first missing seq, or a fork, or a pause, or an error.
struct intake_answer {
  std::variant<evidence::signed_text, intake::missing_range, fork_answer, later_answer, error> value;
  std::int64_t stored = 0;  // new records
  bool unproven = false;    // `value` is the error of intake::unproven
};

struct intake_setup {
  const secret_key& daemon;  // signs the receipts
  utc_ms now{};
  // What the screen reads: from 2 on its new receipts name the rules.
  std::int64_t format = 1;
  // Judges the records in the transaction that stores them; null: they wait for the backlog.
  play_judge* judge = nullptr;
  const daemon_keys* all = nullptr;  // that the daemon has had; null: `daemon` is its first
};

// What the ledger has of the batch's log.
result<ledger::log_state> read_log_state(ledger::ledger& l, const sender& from, const evidence::batch& b);
// Carries the decision out; decides again if the log has changed since. Call both on the ledger's thread;
// they block.
intake_answer take_batch(ledger::ledger& l, const judged_batch& b, const intake_setup& setup);
// Reads, decides and carries out.
intake_answer take_batch(ledger::ledger& l, const sender& from, const evidence::batch& b,
                         const intake_setup& setup);

// The receipt in a form that the screen reads: one that names the rules becomes one that does not, for a
// screen with format 1; and what an earlier key of the daemon has signed, the one in force signs again.
evidence::signed_text readable(const evidence::signed_text& receipt, std::int64_t format,
                               const secret_key& daemon, const daemon_keys* all = nullptr);

}  // namespace bangtin::scheduler::api
