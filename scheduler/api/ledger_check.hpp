// Whether stored evidence verifies: the chain of each log from its beginning, the columns beside each line,
// the screen's signature on each head and the daemon's on each receipt. Whoever can write to the database can
// alter everything in it but a signature; so what counts is what lies below a signed head that verifies.
//
// `verify_part` and `verify_end` are pure. `check_newest` reads a bounded part of a ledger;
// ledger_checker.hpp reads all of it in the background.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "scheduler/api/daemon_keys.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::api {

// How far a log has been verified.
struct verified_to {
  evidence::head tip;        // seq 0: nothing; then `hash` is the log's first link
  std::int64_t vouched = 0;  // a signed head at this record verified
};
// From this record on nothing is vouched for.
struct check_finding {
  std::int64_t from_seq = 1;
  message why;
  bool operator==(const check_finding&) const = default;
};

// Where the check of a log begins. A finding when its key or its owner is damaged.
result<verified_to> beginning_of(const ledger::raw_log& log);

// The head of the last of these receipts, if the screen signed it: a check can go on after it.
std::optional<verified_to> signed_head_of(const ledger::raw_log& log,
                                          const std::vector<ledger::raw_receipt>& receipts);

// Verifies consecutive records of the log, which must follow `done`, with the receipts for them; moves
// `done`.
std::optional<check_finding> verify_part(const ledger::raw_log& log, const daemon_keys& daemon,
                                         const std::vector<ledger::raw_record>& records,
                                         const std::vector<ledger::raw_receipt>& receipts, verified_to& done);
// Same with the daemon's own key and all that it had, in a fifth of the time where there are many receipts:
// the screen's signature is checked on the last head of the part, which vouches for the whole chain before
// it. Where that finds anything, all heads say from where on.
std::optional<check_finding> verify_part(const ledger::raw_log& log, const secret_key& daemon,
                                         const daemon_keys& all,
                                         const std::vector<ledger::raw_record>& records,
                                         const std::vector<ledger::raw_receipt>& receipts, verified_to& done);
// After the last record: whether the log ends where its row says, with a receipt.
std::optional<check_finding> verify_end(const ledger::raw_log& log, const verified_to& done);

// Whether the log ends before a record whose plays were counted: a tail may be cut off so that all the rest
// verifies. Call it on the ledger's thread. The ledger's errors.
result<std::optional<check_finding>> find_lost_end(ledger::ledger& l, const ledger::raw_log& log);

// Sets the log aside from `d.from_seq` on, and with it the records since the last receipt before: without the
// next one nothing vouches for them. Returns what it stored. The ledger's errors. Call it on the ledger's
// thread.
result<ledger::stored_doubt> set_log_aside(ledger::ledger& l, ledger::stored_doubt d);

// Records that are checked of each log before the daemon starts, and of all logs together. The check of a log
// begins at the last signed head before them.
constexpr int newest_records_of_log = 200;
constexpr int newest_records_of_all = 5'000;

// Verifies the newest records of every log, at most `newest_records_of_log` of each and those since the last
// signed head, and changes nothing. Returns the names of the logs that do not verify. Call it on the ledger's
// thread.
result<std::vector<std::string>> unverified_logs(ledger::ledger& l, const public_key& own);

// Verifies the newest records of the logs with the latest receipts, and sets aside what does not verify
// (`doubts`). Returns what it set aside. Its time does not depend on the ledger's size. Errors are the
// ledger's. Call it on the ledger's thread.
result<std::vector<ledger::stored_doubt>> check_newest(ledger::ledger& l, const daemon_keys& daemon,
                                                       utc_ms now);

}  // namespace bangtin::scheduler::api
