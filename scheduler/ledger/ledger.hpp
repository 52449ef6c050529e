// The daemon's persistent storage: what was loaded, approved, paired, played and done, and by whom. Each
// subject has its own interface and header; `ledger` gives access to them, and can change several of them in
// one transaction.
//
//   l.media().find(id);
//   l.with_audit(line, [&] { return l.media().add(item); });
//
// Threads: not thread-safe. One thread owns a ledger and its subjects, and every call blocks.
// "ledger_thread.hpp" provides that thread for coroutines. The subjects live as long as their ledger.
//
// Transactions: a call that changes something is one transaction, unless it runs within `transaction`: then
// it is part of that one. When a call outside of `transaction` returns success, its change is on the disk.
// When a call returns an error other than errc::io, it has changed nothing.
//
// Errors: in addition to the errors documented at a call, every call may return errc::io when the disk
// refuses or a stored value is damaged, and errc::invalid when the file is no longer a database. After
// errc::io from a changing call its outcome is unknown: read before you try again.
//
// scheduler/ledger/sqlite is the implementation; tests/support/memory_ledger.hpp is an in-memory one for
// tests. Every implementation passes the contract tests in tests/scheduler/ledger.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "scheduler/ledger/alert_ledger.hpp"
#include "scheduler/ledger/audit_ledger.hpp"
#include "scheduler/ledger/check_ledger.hpp"
#include "scheduler/ledger/copy_ledger.hpp"
#include "scheduler/ledger/evidence_ledger.hpp"
#include "scheduler/ledger/export_ledger.hpp"
#include "scheduler/ledger/job_ledger.hpp"
#include "scheduler/ledger/media_ledger.hpp"
#include "scheduler/ledger/notice_ledger.hpp"
#include "scheduler/ledger/play_ledger.hpp"
#include "scheduler/ledger/programme_ledger.hpp"
#include "scheduler/ledger/report_ledger.hpp"
#include "scheduler/ledger/screen_ledger.hpp"
#include "scheduler/ledger/screenshot_ledger.hpp"
#include "scheduler/ledger/trust_ledger.hpp"
#include "scheduler/ledger/user_ledger.hpp"

namespace bangtin::scheduler::ledger {

class ledger {
 public:
  virtual ~ledger() = default;

  virtual media_ledger& media() = 0;
  virtual programme_ledger& programmes() = 0;
  virtual screen_ledger& screens() = 0;
  virtual evidence_ledger& evidence() = 0;
  virtual export_ledger& exports() = 0;
  virtual check_ledger& checks() = 0;
  virtual play_ledger& plays() = 0;
  virtual notice_ledger& notices() = 0;
  virtual screenshot_ledger& screenshots() = 0;
  virtual job_ledger& jobs() = 0;
  virtual report_ledger& reports() = 0;
  virtual user_ledger& users() = 0;
  virtual audit_ledger& audit() = 0;
  virtual trust_ledger& trust() = 0;
  virtual copy_ledger& copies() = 0;
  virtual alert_ledger& alerts() = 0;

  // An empty second play ledger over the same records, for a recount. It ends with the next call of
  // `recount`; `end_recount` frees what it holds.
  virtual result<std::unique_ptr<play_ledger>> recount() = 0;
  // The first local day at or after `from` of which the roll-up of plays() or of the recount has a row.
  virtual result<std::optional<std::chrono::local_days>> next_counted_day(std::chrono::local_days from) = 0;
  // The rows of the local days [from, to) in which plays() and the recount differ, at most `max` of either,
  // sorted.
  virtual result<std::vector<count_difference>> differences(std::chrono::local_days from,
                                                            std::chrono::local_days to, int max) = 0;
  // Makes the rows of these days those of the recount. Returns how many it removed and added.
  virtual result<std::int64_t> adopt_recount(std::chrono::local_days from, std::chrono::local_days to) = 0;
  // All days were adopted; see play_ledger::is_as_recounted.
  virtual result<void> confirm_recount() = 0;
  virtual result<void> end_recount() = 0;

  // A round trip to the database, for health checks.
  virtual result<void> ping() = 0;
  // Whether anything can be stored: stores a value that nobody reads. Errors are those of a changing call.
  virtual result<void> try_to_store() = 0;

  // The root key that this site is pinned to; empty before the first programme, screen, notice or
  // site statement.
  virtual result<std::optional<public_key>> root() = 0;

  // Calls `change` and makes its calls of this ledger one transaction. Commits when `change` returns success.
  // Undoes everything when `change` throws or returns an error, and returns that error. A failed call within
  // `change` has changed nothing, and `change` may go on. But if the disk fails meanwhile, the whole
  // transaction fails with errc::io, whatever `change` returns. Within another `transaction` it becomes part
  // of that one.
  virtual result<void> transaction(const std::function<result<void>()>& change) = 0;

  // Runs `change` and adds the audit line about it, in one transaction.
  result<void> with_audit(const audit_line& line, const std::function<result<void>()>& change);
};

}  // namespace bangtin::scheduler::ledger
