// Begins an evidence file: judges what waits, and checks the records of the file before it is believed.
#pragma once

#include <memory>

#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// The planned export: next() gives its bytes. Every record of it was verified since the call; what does not
// verify is set aside first, and named by the file. Call it on the network's thread; all outlive the call.
// The errors of evidence_export::plan and of the ledger.
asio::awaitable<result<std::unique_ptr<evidence_export>>> begin_export(ledger::ledger_thread& ledger,
                                                                       ledger_checker& checker,
                                                                       play_backlog& backlog,
                                                                       export_order order);

}  // namespace bangtin::scheduler::api
