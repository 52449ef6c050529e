// The ledger without a database: the in-memory twin of the SQLite ledger, for tests that need a ledger but no
// disk. It passes the same contract tests (tests/scheduler/ledger), and it never fails with errc::io.
#pragma once

#include <memory>

#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::test {

// Makes an empty ledger. Its content ends with it.
std::unique_ptr<ledger::ledger> make_memory_ledger();

}  // namespace bangtin::scheduler::test
