// The daemon's memory: what was loaded, approved, paired, played and done, and by whom. Each subject has an
// interface and a header; `ledger` gives access to them and lets several change in one transaction.
//
//   l.media().find(id);
//   l.with_audit(line, [&] { return l.media().add(item); });
//
// Threads: one thread owns a ledger and everything that it gives access to; every call blocks.
// "ledger_thread.hpp" is that thread for coroutines. The subjects live as long as their ledger.
//
// Transactions: a call that changes something is one transaction unless it runs within `transaction`, where
// it becomes part of that one. A call that returned success outside of `transaction` is on the disk. A call
// that returned an error changed nothing, but for errc::io.
//
// Errors of every call, those named at the call aside: errc::io when the disk refuses or a stored value is
// damaged, errc::invalid when the file is no database any more. After errc::io from a changing call its
// outcome is unknown: read before you try again.
//
// scheduler/ledger/sqlite is the implementation, tests/support/memory_ledger.hpp its twin for tests. Every
// implementation passes the contract tests in tests/scheduler/ledger.
#pragma once

#include <functional>
#include <optional>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "scheduler/ledger/audit_ledger.hpp"
#include "scheduler/ledger/evidence_ledger.hpp"
#include "scheduler/ledger/media_ledger.hpp"
#include "scheduler/ledger/notice_ledger.hpp"
#include "scheduler/ledger/programme_ledger.hpp"
#include "scheduler/ledger/screen_ledger.hpp"
#include "scheduler/ledger/screenshot_ledger.hpp"

namespace bangtin::scheduler::ledger {

class ledger {
 public:
  virtual ~ledger() = default;

  virtual media_ledger& media() = 0;
  virtual programme_ledger& programmes() = 0;
  virtual screen_ledger& screens() = 0;
  virtual evidence_ledger& evidence() = 0;
  virtual notice_ledger& notices() = 0;
  virtual screenshot_ledger& screenshots() = 0;
  virtual audit_ledger& audit() = 0;

  // A round trip, for health checks.
  virtual result<void> ping() = 0;

  // The root key that this site is pinned to; nothing before the first programme, screen or notice.
  virtual result<std::optional<public_key>> root() = 0;

  // Calls `change`, whose calls of this ledger become one transaction. Commits when `change` returns success;
  // undoes everything when it returns an error, which is returned, or throws. A call within it that failed
  // has changed nothing, and `change` may go on; but when the disk fails meanwhile, the whole fails with
  // errc::io, whatever `change` returns. Within another `transaction` it becomes part of that one.
  virtual result<void> transaction(const std::function<result<void>()>& change) = 0;

  // `change` and the line about it, as one transaction.
  result<void> with_audit(const audit_line& line, const std::function<result<void>()>& change);
};

}  // namespace bangtin::scheduler::ledger
