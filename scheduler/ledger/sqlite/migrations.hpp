// The schema of the daemon's database, as the steps which led to it. A step that was released is never
// changed.
#pragma once

#include <span>

#include "base/sqlite/database.hpp"

namespace bangtin::scheduler::ledger::sqlite {

std::span<const bangtin::sqlite::migration> ledger_migrations();

}  // namespace bangtin::scheduler::ledger::sqlite
