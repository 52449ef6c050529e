// The ledger in one SQLite file. The schema is in "migrations.hpp".
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "scheduler/ledger/ledger.hpp"

namespace bangtin::scheduler::ledger::sqlite {

// Opens or creates the database and brings an older schema up to date. errc::io when the disk refuses,
// errc::invalid when the file is no database or a newer version of this program wrote it. `durable=false` is
// for tests of logic only: then a success is not on the disk.
result<std::unique_ptr<ledger>> open_sqlite_ledger(const std::filesystem::path& file, bool durable = true);

}  // namespace bangtin::scheduler::ledger::sqlite
