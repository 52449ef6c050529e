// The ledger in one SQLite file. "migrations.hpp" has the schema; "../ledger.hpp" states the rules about
// threads, transactions and errors.
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::ledger::sqlite {

// Opens or creates the database, and brings an older schema up to date. errc::io when the disk refuses,
// errc::invalid when the file is not a database or a newer version of this program wrote it. `durable=false`
// is only for tests of logic: a successful change is then not yet on the disk.
result<std::unique_ptr<ledger>> open_sqlite_ledger(const std::filesystem::path& file, bool durable = true);

}  // namespace bangtin::scheduler::ledger::sqlite
