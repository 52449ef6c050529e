// Makes a month's evidence file of records that verify: judges what waits, writes the file, and verifies each
// record on the way (export_check.hpp). What does not verify is set aside first, and named by the file.
#pragma once

#include <filesystem>
#include <memory>

#include "scheduler/api/export_check.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/month_evidence.hpp"
#include "scheduler/api/play_judge.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// The planned export, of which no record is verified yet. No log of it ends before a record that was counted.
// Call it on the network's thread; all outlive the call. The errors of evidence_export::plan and of the
// ledger.
asio::awaitable<result<std::unique_ptr<evidence_export>>> begin_export(ledger::ledger_thread& ledger,
                                                                       ledger_checker& checker,
                                                                       play_backlog& backlog,
                                                                       export_order order);

// Sets aside what does not verify of the section, so that the file can be made again. The ledger's errors;
// errc::io when the check finds nothing: then the disk gives other bytes each time.
asio::awaitable<result<void>> set_section_aside(ledger::ledger_thread& ledger, ledger_checker& checker,
                                                damaged_section found);

// The file, in `folder`. Call it on the network's thread; all outlive the call. The errors of begin_export
// and write_evidence.
asio::awaitable<result<scratch_file>> export_evidence(ledger::ledger_thread& ledger, ledger_checker& checker,
                                                      play_backlog& backlog, writing_pools pools,
                                                      export_order order, std::filesystem::path folder);

}  // namespace bangtin::scheduler::api
