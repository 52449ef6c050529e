// Makes a month's evidence file (evidence_export.hpp) for the report's endpoints: begun in one visit of the
// ledger's thread, so that it shows what a report shows that is counted in the same visit, then written in
// pieces.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string_view>
#include <variant>

#include "scheduler/api/evidence_export.hpp"
#include "scheduler/api/export_check.hpp"
#include "scheduler/api/scratch_file.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

namespace asio = boost::asio;

// What the file of that month has to show.
export_order evidence_order(const playlists::programme::programme& zone, std::chrono::year_month month,
                            const secret_key& daemon);

// Fixes what the file of that month shows; its totals are the roll-up's. `zone`: the programme whose time
// zone the site uses. Call it on the ledger's thread, once all stored records are judged. errc::not_found
// before the site has a root key; else the ledger's errors.
result<evidence_export> begin_evidence(ledger::ledger& l, const playlists::programme::programme& zone,
                                       std::chrono::year_month month, const secret_key& daemon);

struct writing_pools {
  ledger::worker_pool& documents;  // verifies
  ledger::worker_pool& writing;
};

// Plans `e` to its end and writes the file into `folder`; then `e` has its digest. While the ledger's thread
// reads a piece, the one before is verified by `check` and written. Or the first section that does not
// verify: then there is no file. Call it on the network's thread. The ledger's errors; errc::io when the disk
// refuses.
asio::awaitable<result<std::variant<scratch_file, damaged_section>>> write_evidence(
    ledger::ledger_thread& ledger, writing_pools pools, evidence_export& e, export_check& check,
    std::filesystem::path folder);

// Same, but the file is written nowhere: its SHA-256.
asio::awaitable<result<std::variant<digest, damaged_section>>> digest_of_evidence(
    ledger::ledger_thread& ledger, ledger::worker_pool& documents, evidence_export& e, export_check& check);

}  // namespace bangtin::scheduler::api
